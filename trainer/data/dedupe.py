"""Deduplication: groups near-duplicates, such as other printings of a tune, in any key.

Two tunes are near-duplicates if the sets of their 10-note interval n-grams overlap by a third or
more (Jaccard), or if one contains half of the other. Intervals do not change with the key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from generator.notation.intervals import pitches_of
from generator.notation.melody import Melody

GRAM = 10
SIMILAR = 0.33
"""Jaccard similarity from which two tunes are near-duplicates."""
CONTAINED = 0.5
"""Share of the shorter tune's n-grams from which the longer one is the same tune with more parts."""
_TOO_COMMON = 40
"""An n-gram in more tunes than this (scales, repeated notes) proposes no pairs, but counts in comparisons."""

Gram = tuple[int, ...]
"""A run of `GRAM` notes as the semitone steps between them."""


def grams_of(melody: Melody) -> list[Gram]:
    """Every run of `GRAM` notes, in the order of their first notes."""
    steps = [two - one for one, two in pairwise(pitches_of(melody))]
    return [tuple(steps[i : i + GRAM - 1]) for i in range(len(steps) - GRAM + 2)]


def cluster(melodies: Sequence[Melody]) -> list[int]:
    """For each tune, the index of the first tune in its cluster."""
    grams = [frozenset(grams_of(melody)) for melody in melodies]
    holders: dict[Gram, list[int]] = defaultdict(list)
    for index, mine in enumerate(grams):
        for gram in mine:
            holders[gram].append(index)
    leader = list(range(len(melodies)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index, mine in enumerate(grams):
        shared = Counter(
            other
            for gram in mine
            if len(holders[gram]) <= _TOO_COMMON
            for other in holders[gram]
            if other < index
        )
        for other in shared:
            if jaccard(mine, grams[other]) >= SIMILAR or containment(mine, grams[other]) >= CONTAINED:
                first, second = sorted((find(index), find(other)))
                leader[second] = first
    return [find(index) for index in range(len(melodies))]


def jaccard(one: frozenset[Gram], two: frozenset[Gram]) -> float:
    """Size of the intersection over size of the union."""
    return len(one & two) / len(one | two) if one or two else 0.0


def containment(one: frozenset[Gram], two: frozenset[Gram]) -> float:
    """Size of the intersection over size of the smaller one."""
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0
