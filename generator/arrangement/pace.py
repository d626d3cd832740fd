"""The pace of a performance: its tempo marks. The end slows a little, and an air breathes with its phrases.

Knows nothing of notes. That phrases begin and end slower than their middle, and that the last bar slows, are
the rules "phrase arch" and "final ritard" of Friberg, Bresin and Sundberg, Overview of the KTH rule system
for musical performance (2006); the amounts are small, since dancers and a backing must follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from generator.arrangement.timeline import PlayedBar

_AIR = "air"
_SLOWED = {_AIR: (96, 90, 82, 74), "": (99, 97, 94, 91)}
"""Hundredths of the tempo in the quarters of the last bar, by type of tune; "" stands for all others."""

_BREATH = (98, 102, 102, 98)
"""The same for the bars of a phrase of an air."""


def tempo_marks(
    bars: Sequence[PlayedBar], *, beat: Fraction, tempo: int, slows: bool, rhythm: str = ""
) -> tuple[tuple[Fraction, Fraction], ...]:
    """(onset in whole notes, quarter notes a minute), ascending from 0. `rhythm`: the type of tune.

    `slows`: the last bar slows down; where another tune follows without a break it must not.
    """
    usual = beat * tempo * 4
    marks = list(_breathing(bars)) if rhythm == _AIR else [(Fraction(0), 100)]
    if slows and bars:
        marks = [mark for mark in marks if mark[0] < bars[-1].onset or not mark[0]]
        marks += _slowing(bars[-1], rhythm)
    changes = [next(same) for _, same in groupby(dict(marks).items(), key=lambda mark: mark[1])]
    return tuple((onset, usual * Fraction(percent, 100)) for onset, percent in changes)


def _breathing(bars: Sequence[PlayedBar]) -> Iterator[tuple[Fraction, int]]:
    for bar in bars:
        yield bar.onset, _BREATH[(bar.number - bool(bar.offset)) % len(_BREATH)]


def _slowing(last: PlayedBar, rhythm: str) -> list[tuple[Fraction, int]]:
    steps = _SLOWED.get(rhythm, _SLOWED[""])
    length = last.bar.duration / len(steps)
    return [(last.onset + index * length, percent) for index, percent in enumerate(steps)]
