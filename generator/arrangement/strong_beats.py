"""The strong beats of a tune, where chords may change, and the notes between two of them.

Knows nothing of chords.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

import numpy as np

from generator.arrangement.meters import beat_onsets, uneven
from generator.notation.changes import states
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody
from generator.notation.theory import Key, Meter

_STEPS = {"3/2": Fraction(1, 2), "6/4": Fraction(3, 4), "12/8": Fraction(3, 4)}
"""Strong beats where no rule gives them: every minim of 3/2, the halves of 6/4 and 12/8."""

_QUARTER = 0.25
_PHRASE = 4


class Place(Enum):
    """Where in its part a span lies, if that matters for harmony. `CADENCE`: the last bar before its end."""

    INSIDE = auto()
    BEGINNING = auto()
    HALF_WAY = auto()  # the end of every fourth bar but the last
    APPROACH = auto()  # the end of the last bar but one
    CADENCE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """The notes from one strong beat to the next one on which a note begins: one chord.

    `sounding`: for each pitch class the share of the time that it sounds, 12 numbers; `accented`: up to 1 for
    what is struck on the strong beat, by its length. `bar` counts the bars as written.
    """

    bar: int
    onset: Fraction
    place: Place
    sounding: np.ndarray
    accented: np.ndarray

    @property
    def on_bar_line(self) -> bool:
        return not self.onset


@dataclass(frozen=True, slots=True)
class Run:
    """Bars that are played one after the other, their pickup left out: a part with its first ending, or a
    later ending; where the key changes inside, what is in one key. `part` counts the parts; `first`: how many
    bars of the part are played before these. `meters`: that of each bar.
    """

    bars: tuple[int, ...]
    part: int
    first: int
    key: Key
    meters: tuple[Meter, ...]


@dataclass(frozen=True, slots=True)
class LastNote:
    """The last note of a run, rests left out: its pitch classes, and its onset if it is in the last bar."""

    classes: tuple[int, ...]
    onset: Fraction | None


def strong_beats(meter: Meter) -> tuple[Fraction, ...]:
    """Onsets in a bar: half bars; dotted quarters in 6/8 and 9/8; the whole bar in 3/4; 2+2+3 in 7/8.

    Where bars are of any length, their beginnings, and those of their whole notes if they are long.
    """
    if meter.free:
        return (Fraction(0),)
    if uneven(meter):
        return beat_onsets(meter)
    step = _STEPS.get(meter.name) or _usual_step(meter)
    return tuple(step * index for index in range(int(meter.bar / step)))


def _usual_step(meter: Meter) -> Fraction:
    if meter.compound:
        return meter.beat
    return meter.bar if meter.count % 2 else meter.bar / 2


def runs(melody: Melody) -> list[Run]:
    """Every bar that is no pickup, in written order."""
    found: list[list[int]] = []
    places: list[tuple[int, int]] = []
    part, before_endings = -1, 0
    pickups, in_force = pickup_offsets(melody), states(melody)
    for index, bar in enumerate(melody.bars):
        later_ending = bool(bar.ending) and 1 not in bar.ending and index > 0
        begins = index == 0 or bar.opens_repeat or bool(bar.part) or melody.bars[index - 1].ends_section
        if later_ending or begins:
            part += not later_ending
            found.append([])
            places.append((part, before_endings if later_ending else 0))
        elif found[-1] and in_force[index].key != in_force[found[-1][-1]].key:
            found.append([])
            places.append((part, 0))
        if bar.ending and not later_ending:
            before_endings = places[-1][1] + len(found[-1])
        if not pickups[index]:
            found[-1].append(index)
    return [
        Run(tuple(bars), *place, in_force[bars[0]].key, tuple(in_force[bar].meter for bar in bars))
        for bars, place in zip(found, places, strict=True)
        if bars
    ]


def last_note(melody: Melody, run: Run) -> LastNote:
    """The note on which a run ends; a tie does not begin another one. Without pitch classes in silence."""
    for index in reversed(run.bars):
        found, onset, tied = None, Fraction(0), False
        for note in melody.bars[index].notes:
            if note.pitches and not tied:
                classes = tuple(pitch.midi % 12 for pitch in note.pitches)
                found = LastNote(classes, onset if index == run.bars[-1] else None)
            onset, tied = onset + note.duration, note.tied
        if found:
            return found
    return LastNote((), None)


def spans(melody: Melody, run: Run, apart: Fraction | None = None) -> list[Span]:
    """The spans of a run in order. `apart`: where in its last bar one more span begins."""
    beats = {meter: strong_beats(meter) for meter in set(run.meters)}
    also = {run.bars[-1]: apart}
    count = run.first + len(run.bars)
    return [
        Span(index, onset, _place(run.first + at, count, onset, last), *_profile(notes))
        for at, (index, meter) in enumerate(zip(run.bars, run.meters, strict=True))
        for onset, last, notes in _cut(melody.bars[index], beats[meter], meter.bar, also.get(index))
    ]


_Notes = list[tuple[tuple[int, ...], float]]


def _cut(
    bar: Bar, beats: tuple[Fraction, ...], full: Fraction, also: Fraction | None
) -> Iterator[tuple[Fraction, bool, _Notes]]:
    """The bar from strong beat to strong beat: onset, whether it is the last piece, and its notes.

    `also`: one more place to cut at.
    A note is its pitch classes, none in a rest, and its length in whole notes.
    """
    pieces: list[tuple[Fraction, _Notes]] = []
    onset = Fraction(0)
    for note in bar.notes:
        if onset in (0, also) or (onset if onset < full else onset % full) in beats:
            pieces.append((onset, []))
        duration = note.duration
        pieces[-1][1].append((tuple(pitch.midi % 12 for pitch in note.pitches), float(duration)))
        onset += duration
    for index, (start, notes) in enumerate(pieces):
        yield start, index + 1 == len(pieces), notes


def _profile(notes: _Notes) -> tuple[np.ndarray, np.ndarray]:
    sounding, accented = [0.0] * 12, [0.0] * 12
    whole = sum(length * len(classes) for classes, length in notes) or 1.0
    for classes, length in notes:
        for one in classes:
            sounding[one] += length / whole
    for one in notes[0][0]:
        accented[one] = min(notes[0][1] / _QUARTER, 1.0)
    return np.array(sounding), np.array(accented)


def _place(bar: int, count: int, onset: Fraction, last: bool) -> Place:
    """`bar` counts from 0 in a part of `count` bars; `last`: the span ends its bar."""
    if bar + 1 == count:
        return Place.END if last else Place.CADENCE
    if bar + 2 == count and last and onset:
        return Place.APPROACH
    if count % _PHRASE == 0 and (bar + 1) % _PHRASE == 0 and last and onset:
        return Place.HALF_WAY
    return Place.BEGINNING if bar == 0 and not onset else Place.INSIDE
