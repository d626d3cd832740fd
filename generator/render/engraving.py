"""Engraving: the symbols on the staff, bar by bar, with note values, ties, tuplets and accidentals.

Knows nothing of bar lines, MusicXML or pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody, Note, Pitch, Tuplet
from generator.notation.theory import Key
from generator.render.note_values import NoteValue, split_at_beat, split_length


@dataclass(frozen=True, slots=True)
class Symbol:
    """One printed note, chord or rest (no pitch).

    `duration`: how long it sounds, in whole notes. `accidentals`: for each pitch the alteration printed
    before it, or None. `tuplet_starts`, `tuplet_stops`, `tie_starts`, `tie_stops`: a bracket's or tie's ends.
    """

    pitches: tuple[Pitch, ...]
    value: NoteValue
    duration: Fraction
    tuplet: Tuplet | None
    tuplet_starts: bool
    tuplet_stops: bool
    tie_starts: bool
    tie_stops: bool
    accidentals: tuple[int | None, ...] = ()


def engrave(melody: Melody) -> list[list[Symbol]]:
    """The symbols of every bar of the melody, in order."""
    ties = _ties(melody)
    pickups = pickup_offsets(melody)
    engraved, first = [], 0
    for index, bar in enumerate(melody.bars):
        end = first + len(bar.notes)
        tie_ends = [(at > 0 and ties[at - 1], ties[at]) for at in range(first, end)]
        symbols = _symbols(bar, tie_ends, pickups[index], melody.meter.beat)
        engraved.append(_with_accidentals(symbols, melody.key))
        first = end
    return engraved


def _ties(melody: Melody) -> list[bool]:
    """For each note, whether a tie leads to the next one. None leads from one ending into the other."""
    places = [(index, note) for index, bar in enumerate(melody.bars) for note in bar.notes]
    ties = [
        _joins(note, follower)
        and not (here != there and melody.bars[here].closes_repeat and melody.bars[there].ending)
        for (here, note), (there, follower) in pairwise(places)
    ]
    return [*ties, False]


def _joins(note: Note, follower: Note) -> bool:
    return note.tied and bool(note.pitches) and set(note.pitches) == set(follower.pitches)


def _symbols(bar: Bar, tie_ends: list[tuple[bool, bool]], start: Fraction, beat: Fraction) -> list[Symbol]:
    """`tie_ends`: for each note whether a tie stops there, and whether one starts."""
    symbols: list[Symbol] = []
    for index, (note, (tie_stops, tie_starts)) in enumerate(zip(bar.notes, tie_ends, strict=True)):
        starts, stops = _tuplet_ends(bar.notes, index)
        values = split_length(note.length) if note.tuplet else split_at_beat(note.length, start, beat)
        last = len(values) - 1
        symbols.extend(
            Symbol(
                pitches=tuple(sorted(set(note.pitches), key=lambda pitch: (pitch.octave, pitch.midi))),
                value=value,
                duration=value.length * (note.duration / note.length),
                tuplet=note.tuplet,
                tuplet_starts=starts and part == 0,
                tuplet_stops=stops and part == last,
                tie_starts=bool(note.pitches) and (tie_starts or part < last),
                tie_stops=bool(note.pitches) and (tie_stops or part > 0),
            )
            for part, value in enumerate(values)
        )
        start += note.duration
    return symbols


def _tuplet_ends(notes: tuple[Note, ...], index: int) -> tuple[bool, bool]:
    """Whether a tuplet starts, and whether one stops, at this note. A bar line ends every tuplet."""
    note = notes[index]
    if note.tuplet is None:
        return False, False
    before = notes[index - 1] if index else None
    after = notes[index + 1] if index + 1 < len(notes) else None
    starts = bool(note.first_of_tuplet) or before is None or before.tuplet is None
    stops = after is None or after.tuplet is None or bool(after.first_of_tuplet)
    return starts, stops


def _with_accidentals(symbols: list[Symbol], key: Key) -> list[Symbol]:
    """An accidental holds for its line or space until the bar ends; a tied note needs none of its own."""
    printed: dict[tuple[str, int], int] = {}
    result = []
    for symbol in symbols:
        accidentals: list[int | None] = []
        for pitch in symbol.pitches:
            place = pitch.step, pitch.octave
            now = printed.get(place, key.signature[pitch.step])
            needed = not symbol.tie_stops and pitch.alter != now
            accidentals.append(pitch.alter if needed else None)
            if needed:
                printed[place] = pitch.alter
        result.append(replace(symbol, accidentals=tuple(accidentals)))
    return result
