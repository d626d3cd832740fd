"""Originality: how much of a tune is in one of the training tunes, in any key and from any bar.

Runs of a few notes are looked up by their intervals. Runs that keep their distance to each other in both
tunes lie on one diagonal: a copy has most of its notes on one, even if a note in ten is different.
Knows nothing of models; a tune is the MIDI pitches of its notes as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import pitches_of
from generator.notation.melody import Melody
from generator.tune import NearestTune

STEPS = 5
"""Intervals in the shortest run that counts: six notes."""

FEWEST = 10
"""Notes that a diagonal must have to count: fewer may be a scale or a broken chord that many tunes have."""

TOO_CLOSE = 0.5
"""The tune is rejected if more than this share of its notes is in one training tune."""

_WIDEST = 31
"""Larger intervals, in semitones, count as this many, so that 6 bits hold each."""

_CANDIDATES = 5
_MOST_MATCHES = 50_000
"""Of all runs of a tune, which has some thousands; a note repeated a thousand times would have millions."""

Ints = NDArray[np.int64]


class Originality:
    """An index of the training tunes: all of them end to end, and where each run of `STEPS` intervals is."""

    def __init__(self, tunes: Sequence[TrainingTune]) -> None:
        self.tunes = tuple(tunes)
        lengths = np.array([len(tune.pitches) for tune in tunes], np.int64)
        self._begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        codes = [_codes(tune.pitches) for tune in tunes]
        places = [begin + np.arange(len(one)) for begin, one in zip(self._begins, codes, strict=False)]
        all_codes, all_places = (np.concatenate([np.zeros(0, np.int64), *one]) for one in (codes, places))
        order = np.argsort(all_codes, kind="stable")
        self._codes, self._places = all_codes[order], all_places[order]

    def nearest(self, melody: Melody) -> NearestTune | None:
        """The training tune that shares most notes with this one; None if none shares enough to count."""
        return self.nearest_to(pitches_of(melody))

    def nearest_to(self, pitches: Sequence[int]) -> NearestTune | None:
        """As `nearest`, for a tune's notes as `pitches_of` has them."""
        diagonals, places = self._matches(_codes(pitches))
        found = [
            self._compare(tune, diagonals, places, len(pitches))
            for tune in self._candidates(diagonals, places)
        ]
        return max(found, key=lambda one: (one.share, one.longest), default=None)

    def _matches(self, codes: Ints) -> tuple[Ints, Ints]:
        """Each run of the tune that is in a training tune too: the diagonal, and its place in the tune.

        Sorted by diagonal, then by place.
        """
        first = np.searchsorted(self._codes, codes, "left")
        counts = _bounded(np.searchsorted(self._codes, codes, "right") - first)
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

    def _compare(self, tune: int, diagonals: Ints, places: Ints, notes: int) -> NearestTune:
        """What one training tune shares with this one, over all diagonals that have enough notes."""
        mine = self._tune_at(diagonals, places) == tune
        shared = np.zeros(notes, bool)
        longest = 0
        diagonals, places = diagonals[mine], places[mine]
        for diagonal in np.unique(diagonals):
            here = np.zeros(notes, bool)
            for place in places[diagonals == diagonal]:
                here[place : place + STEPS + 1] = True
            if here.sum() >= FEWEST:
                shared |= here
                longest = max(longest, _longest_run(here))
        training_tune = self.tunes[tune]
        return NearestTune(training_tune.title, training_tune.place, longest, round(float(shared.mean()), 3))

    def _tune_at(self, diagonals: Ints, places: Ints) -> Ints:
        found: Ints = np.searchsorted(self._begins, diagonals + places, "right") - 1
        return found


def _bounded(counts: Ints) -> Ints:
    """How often each run is found; 0 for the commonest, which say least, where there would be too many."""
    order = np.argsort(counts, kind="stable")
    common = order[np.cumsum(counts[order]) > _MOST_MATCHES]
    bounded = counts.copy()
    bounded[common] = 0
    return bounded


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
