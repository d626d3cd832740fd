"""The intervals of a tune, in which a phrase can be found in any key and octave.

Notes that are repeated, or tied, are one note; rests and grace notes are left out. So a phrase is found
however often its notes are struck, and tied notes need no rule of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from generator.notation.melody import Bar, Melody
from generator.notation.unfold import played_order

MOST_NOTES = 4000
"""Notes of a contour: those after them are left out. A dance tune played through has some 200."""

_WIDEST = 21
"""Larger intervals, in semitones, count as this many."""
_STEPS = 2 * _WIDEST + 1
_FIRST = 0x80
"""With so many intervals, every pair of them is a character of two bytes in UTF-8."""
_PER_OCTAVE = 24
_MIDDLE = 128


@dataclass(frozen=True, slots=True)
class Contour:
    """Different notes in a row: `pitches` as MIDI numbers, how long each lasts, and the index of its bar."""

    pitches: tuple[int, ...]
    lengths: tuple[Fraction, ...]
    bars: tuple[int, ...]

    @property
    def steps(self) -> str:
        """The intervals, as `steps_of` writes them."""
        return steps_of(self.pitches)

    @property
    def rhythm(self) -> bytes:
        """How many times as long as a note the next one is: a byte for each interval, on a logarithmic scale
        that tells apart all ratios of common lengths."""
        return bytes(_ratio(after / before) for before, after in pairwise(self.lengths))


def pitches_of(melody: Melody) -> list[int]:
    """The notes as written, as MIDI pitches; of a chord the last."""
    return [note.pitches[-1].midi for bar in melody.bars for note in bar.notes if note.pitches]


def contour(melody: Melody) -> Contour:
    """The contour of a tune as it is played, with its repeats, at most `MOST_NOTES`; of a chord its top."""
    return contour_of((index, melody.bars[index]) for index in played_order(melody))


def contour_of(bars: Iterable[tuple[int, Bar]]) -> Contour:
    """The contour of bars that are played one after the other; each with its index."""
    pitches: list[int] = []
    lengths: list[Fraction] = []
    places: list[int] = []
    for index, pitch, duration in _notes(bars):
        if pitches and pitches[-1] == pitch:
            lengths[-1] += duration
            continue
        if len(pitches) == MOST_NOTES:
            break
        pitches.append(pitch)
        lengths.append(duration)
        places.append(index)
    return Contour(tuple(pitches), tuple(lengths), tuple(places))


def _notes(bars: Iterable[tuple[int, Bar]]) -> Iterator[tuple[int, int, Fraction]]:
    for index, bar in bars:
        for note in bar.notes:
            if note.pitches:
                yield index, max(pitch.midi for pitch in note.pitches), note.duration


def steps_of(pitches: Sequence[int]) -> str:
    """A character for each two intervals in a row. Repeated pitches are one.

    A phrase is in a tune where its characters are in the tune's. Three in a row are four intervals, five
    notes, so that SQLite's index of three characters, "trigram", tells apart runs of five notes.
    """
    different = [pitch for index, pitch in enumerate(pitches) if not index or pitch != pitches[index - 1]]
    steps = [min(max(after - before, -_WIDEST), _WIDEST) + _WIDEST for before, after in pairwise(different)]
    return "".join(chr(_FIRST + one * _STEPS + other) for one, other in pairwise(steps))


def places_of(steps: str, phrase: str) -> Iterator[int]:
    """The index of each note at which the phrase begins."""
    place = steps.find(phrase)
    while place >= 0:
        yield place
        place = steps.find(phrase, place + 1)


def same_rhythm(rhythm: bytes, place: int, phrase: bytes) -> bool:
    """Whether the notes from a place on have the rhythm of the phrase. Its last note may be held longer."""
    kept = phrase[:-1]
    return rhythm[place : place + len(kept)] == kept


def _ratio(ratio: Fraction) -> int:
    return min(max(round(math.log2(ratio) * _PER_OCTAVE) + _MIDDLE, 0), 255)
