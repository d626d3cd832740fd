"""How much of a tune stands in a training tune already, in whatever key.

Two tunes share notes where they share a run of `clusters.GRAM` notes or more, by intervals: shorter
runs are scales and broken chords that every tune has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from generator.compose.originality import pitches_of
from generator.notation.melody import Melody
from trainer.data.dedupe import GRAM, Gram, grams_of

COPIED = 0.8
"""A tune with more than this share of its notes in one training tune is a copy."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """`longest`: notes of the longest run shared with any training tune, 0 where none of ten notes is;
    `share` (0..1): of the tune's notes, those in such runs of the one training tune that has most of them.
    """

    longest: int
    share: float


class TrainingTunes:
    """Where each run of ten notes stands in the training tunes."""

    def __init__(self, melodies: Iterable[Melody]) -> None:
        self._places: dict[Gram, list[tuple[int, int]]] = defaultdict(list)
        for tune, melody in enumerate(melodies):
            for place, gram in enumerate(grams_of(melody)):
                self._places[gram].append((tune, place))

    def likeness(self, melody: Melody) -> Likeness:
        """How near this tune comes to the training tunes."""
        longest = 0
        runs: dict[tuple[int, int], int] = {}
        covered: dict[int, set[int]] = defaultdict(set)
        for place, gram in enumerate(grams_of(melody)):
            found = self._places.get(gram, [])
            # a run goes on where the training tune's place moves on as the tune's does
            runs = {(tune, there - place): runs.get((tune, there - place), 0) + 1 for tune, there in found}
            longest = max(longest, *runs.values(), 0)
            for tune in {tune for tune, _ in found}:
                covered[tune].update(range(place, place + GRAM))
        notes = len(pitches_of(melody))
        most = max(map(len, covered.values()), default=0)
        return Likeness(longest + GRAM - 1 if longest else 0, most / notes if notes else 0.0)


def copy_figures(training: TrainingTunes, melodies: Iterable[Melody]) -> dict[str, float]:
    """Longest shared runs in notes, and the share of tunes that are copies (`copied`) and that are not."""
    found = [training.likeness(melody) for melody in melodies]
    copied = Counter(one.share > COPIED for one in found)[True] / len(found) if found else 0.0
    runs = [one.longest for one in found] or [0]
    return {
        "longest_copy_median": median(runs),
        "longest_copy": max(runs),
        "copied": copied,
        "original": 1 - copied,
    }
