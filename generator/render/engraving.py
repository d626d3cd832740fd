"""Engraving: the symbols on the staff, bar by bar, with note values, ties, tuplets and accidentals.

Knows nothing of bar lines, MusicXML or pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.notation.changes import State, state_at, states
from generator.notation.form import pickup_offsets
from generator.notation.melody import NO_SIGNS, Bar, Melody, Note, Pitch, Signs, Tuplet
from generator.render.note_values import NoteValue, split_at_beat, split_length


@dataclass(frozen=True, slots=True)
class Symbol:
    """One printed note, chord or rest (no pitch).

    `duration`: how long it sounds, in whole notes. `accidentals`: for each pitch the alteration printed
    before it, or None; `grace_accidentals`: the same for each of its grace notes. `tuplet_starts`,
    `tuplet_stops`: a bracket's ends. `tie_starts`, `tie_stops`: the pitches at which a tie does so; one that
    rings (`let_ring`) leads to no printed note, as over `:|`. `begins_note`, `ends_note`: whether the note as
    written does so here; one that is split has its signs at its first symbol, and slurs end at its last.
    """

    pitches: tuple[Pitch, ...]
    value: NoteValue
    duration: Fraction
    tuplet: Tuplet | None
    tuplet_starts: bool
    tuplet_stops: bool
    tie_starts: frozenset[Pitch]
    tie_stops: frozenset[Pitch]
    let_ring: bool = False
    accidentals: tuple[int | None, ...] = ()
    grace_accidentals: tuple[int | None, ...] = ()
    signs: Signs = NO_SIGNS
    begins_note: bool = True
    ends_note: bool = True


@dataclass(frozen=True, slots=True)
class _Ties:
    """Of one note: the pitches that are tied to the note before it and to the one after it."""

    stops: frozenset[Pitch] = frozenset()
    starts: frozenset[Pitch] = frozenset()
    let_ring: bool = False


_NO_TIES = _Ties()


def engrave(melody: Melody) -> list[list[Symbol]]:
    """The symbols of every bar of the melody, in order."""
    ties = _ties(melody)
    in_force = states(melody)
    engraved = []
    for bar, offset, state in zip(melody.bars, pickup_offsets(melody), in_force, strict=True):
        symbols = _symbols(bar, [next(ties) for _ in bar.notes], offset, state.meter.beat)
        engraved.append(_with_accidentals(symbols, bar, state))
    return engraved


def _ties(melody: Melody) -> Iterator[_Ties]:
    """The ties at each note of the tune. None leads from one ending into the other."""
    places = [(index, note) for index, bar in enumerate(melody.bars) for note in bar.notes]
    stops: frozenset[Pitch] = frozenset()
    for (here, note), (there, follower) in zip(places, [*places[1:], (-1, None)], strict=True):
        if not note.tied:
            yield _Ties(stops) if stops else _NO_TIES
            stops = frozenset()
            continue
        goes_back = there != here and melody.bars[here].closes_repeat
        ends_here = goes_back and melody.bars[there].ending
        others = follower.pitches if follower and not ends_here else ()
        shared = frozenset(note.pitches) & frozenset(others)
        yield _Ties(stops, shared, let_ring=goes_back and not shared)
        stops = shared


def _symbols(bar: Bar, ties: Sequence[_Ties], start: Fraction, beat: Fraction) -> list[Symbol]:
    symbols: list[Symbol] = []
    for index, (note, tie) in enumerate(zip(bar.notes, ties, strict=True)):
        starts, stops = _tuplet_ends(bar.notes, index)
        values = split_length(note.length) if note.tuplet else split_at_beat(note.length, start, beat)
        last = len(values) - 1
        all_pitches = frozenset(note.pitches)
        symbols.extend(
            Symbol(
                pitches=tuple(sorted(all_pitches, key=lambda pitch: (pitch.octave, pitch.midi))),
                value=value,
                duration=value.length * (note.duration / note.length),
                tuplet=note.tuplet,
                tuplet_starts=starts and part == 0,
                tuplet_stops=stops and part == last,
                tie_starts=all_pitches if part < last else tie.starts,
                tie_stops=all_pitches if part else tie.stops,
                let_ring=tie.let_ring and part == last,
                signs=note.signs,
                begins_note=part == 0,
                ends_note=part == last,
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


class _Accidentals:
    """What a bar has shown so far: an accidental holds for its line or space until the bar ends."""

    def __init__(self, signature: dict[str, int]) -> None:
        self._signature = signature
        self._printed: dict[tuple[str, int], int | None] = {}

    def change_key(self, signature: dict[str, int]) -> None:
        """Another signature within the bar; a place that has had an accidental is shown again."""
        self._signature = signature
        self._printed = dict.fromkeys(self._printed)

    def needed(self, pitch: Pitch) -> int | None:
        """The alteration to print before a note, or None."""
        place = pitch.step, pitch.octave
        if pitch.alter == self._printed.get(place, self._signature[pitch.step]):
            return None
        self._printed[place] = pitch.alter
        return pitch.alter


def _with_accidentals(symbols: list[Symbol], bar: Bar, state: State) -> list[Symbol]:
    """A tied note needs no accidental of its own. `state`: where the bar begins."""
    shown = _Accidentals(state.key.signature)
    key, onset = state.key, Fraction(0)
    result = []
    for symbol in symbols:
        now = state_at(bar, state, onset).key if bar.changes else key
        if now != key:
            key = now
            shown.change_key(key.signature)
        grace = symbol.signs.grace if symbol.begins_note else None
        of_grace = tuple(shown.needed(pitch) for pitch in grace.pitches) if grace else ()
        accidentals = tuple(
            None if pitch in symbol.tie_stops else shown.needed(pitch) for pitch in symbol.pitches
        )
        result.append(replace(symbol, accidentals=accidentals, grace_accidentals=of_grace))
        onset += symbol.duration
    return result
