"""Is this tune too close to one of the training tunes? In whatever key, from wherever in the tune it begins.

Runs of a few notes are looked up by their intervals. Those that keep their distance to each other in both
tunes lie on one diagonal: a copy has most of its notes on one, even if a note in ten is another.
Knows nothing of models; a tune is the MIDI pitches of its notes as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from generator.notation.melody import Melody
from generator.tune import Likeness

STEPS = 5
"""Intervals in the shortest run that counts: six notes."""

FEWEST = 10
"""Notes on a diagonal from which it is more than a scale or a broken chord that every tune has."""

TOO_CLOSE = 0.5
"""Share of a tune's notes in one training tune above which it is not given to anybody."""

_WIDEST = 31
"""Steps of more semitones are taken as this many; 6 bits hold each."""

_CANDIDATES = 5

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Printed:
    """A training tune: its title (may be empty), where it stands, and its notes as MIDI pitches."""

    title: str
    place: str
    pitches: tuple[int, ...]


def pitches_of(melody: Melody) -> list[int]:
    """The notes as written, as MIDI pitches; of a chord the last."""
    return [note.pitches[-1].midi for bar in melody.bars for note in bar.notes if note.pitches]


class Originality:
    """All training tunes, end to end, and where each run of `STEPS` intervals stands."""

    def __init__(self, tunes: Sequence[Printed]) -> None:
        self.tunes = tuple(tunes)
        lengths = np.array([len(tune.pitches) for tune in tunes], np.int64)
        self._begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        codes = [_codes(tune.pitches) for tune in tunes]
        places = [begin + np.arange(len(one)) for begin, one in zip(self._begins, codes, strict=False)]
        all_codes, all_places = (np.concatenate([np.zeros(0, np.int64), *one]) for one in (codes, places))
        order = np.argsort(all_codes, kind="stable")
        self._codes, self._places = all_codes[order], all_places[order]

    @classmethod
    def loads(cls, text: str) -> Self:
        """What `dumps` wrote. Raises ValueError."""
        rows = (line.split("\t") for line in text.splitlines())
        return cls([Printed(title, place, tuple(map(ord, notes))) for title, place, notes in rows])

    def dumps(self) -> str:
        """A line for each tune: title, place, and a character for each note, its code the MIDI pitch."""
        return "".join(
            f"{' '.join(tune.title.split())}\t{tune.place}\t{''.join(map(chr, tune.pitches))}\n"
            for tune in self.tunes
        )

    def nearest(self, melody: Melody) -> Likeness | None:
        """The training tune that has most of this tune's notes, None where none has a run of any length."""
        pitches = pitches_of(melody)
        diagonals, places = self._matches(_codes(pitches))
        found = [
            self._likeness(tune, diagonals, places, len(pitches))
            for tune in self._candidates(diagonals, places)
        ]
        return max(found, key=lambda one: (one.share, one.longest), default=None)

    def _matches(self, codes: Ints) -> tuple[Ints, Ints]:
        """Each run of the tune that stands in a training tune too: the diagonal, and its place in the tune.

        Sorted by diagonal, then by place.
        """
        first = np.searchsorted(self._codes, codes, "left")
        counts = np.searchsorted(self._codes, codes, "right") - first
        places = np.repeat(np.arange(len(codes)), counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        diagonals = self._places[np.repeat(first, counts) + within] - places
        order = np.lexsort((places, diagonals))
        return diagonals[order], places[order]

    def _candidates(self, diagonals: Ints, places: Ints) -> list[int]:
        """The tunes with most notes on diagonals that have enough of them."""
        if not len(diagonals):
            return []
        starts = np.flatnonzero(np.diff(diagonals, prepend=diagonals[0] - 1))
        gaps = np.where(
            np.diff(diagonals, append=diagonals[-1] + 1) == 0, np.diff(places, append=0), STEPS + 1
        )
        covered = np.add.reduceat(np.minimum(gaps, STEPS + 1), starts)
        enough = covered >= FEWEST
        tunes = self._tune_at(diagonals[starts][enough], places[starts][enough])
        totals = np.bincount(tunes, covered[enough], minlength=1)
        return [int(tune) for tune in np.argsort(-totals, kind="stable")[:_CANDIDATES] if totals[tune]]

    def _likeness(self, tune: int, diagonals: Ints, places: Ints, notes: int) -> Likeness:
        """What a training tune shares, over all its diagonals that have enough notes."""
        mine = self._tune_at(diagonals, places) == tune
        shared = np.zeros(notes, bool)
        longest = 0
        for diagonal in np.unique(diagonals[mine]):
            here = np.zeros(notes, bool)
            for place in places[mine & (diagonals == diagonal)]:
                here[place : place + STEPS + 1] = True
            if here.sum() >= FEWEST:
                shared |= here
                longest = max(longest, _longest_run(here))
        printed = self.tunes[tune]
        return Likeness(printed.title, printed.place, longest, round(float(shared.mean()), 3))

    def _tune_at(self, diagonals: Ints, places: Ints) -> Ints:
        found: Ints = np.searchsorted(self._begins, diagonals + places, "right") - 1
        return found


def _codes(pitches: Sequence[int]) -> Ints:
    """Each run of `STEPS` intervals as one number."""
    notes = np.array(pitches, np.int64)
    steps = np.clip(notes[1:] - notes[:-1], -_WIDEST, _WIDEST) + _WIDEST
    runs = max(0, len(steps) - STEPS + 1)
    codes = np.zeros(runs, np.int64)
    for offset in range(STEPS):
        codes = codes * 64 + steps[offset : offset + runs]
    return codes


def _longest_run(flags: Iterable[np.bool_]) -> int:
    longest = now = 0
    for flag in flags:
        now = now + 1 if flag else 0
        longest = max(longest, now)
    return longest
