"""Note lengths as the model writes them, and which can still be reached while one is being written.

Time is counted in ticks, 48 to an eighth note: every length below is a whole number of them, in and out
of tuplets.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

UNIT = 48
"""Ticks of an eighth note, the length that is written as nothing."""

LENGTHS = {
    "": UNIT, "/": UNIT // 2, "/4": UNIT // 4, "2": 2 * UNIT, "3": 3 * UNIT, "4": 4 * UNIT, "6": 6 * UNIT,
    "8": 8 * UNIT, "12": 12 * UNIT, "3/2": 3 * UNIT // 2, "3/4": 3 * UNIT // 4, "7/4": 7 * UNIT // 4,
}  # fmt: skip
"""Text behind a note -> ticks. Odder lengths are legal ABC, but hardly occur in the tunes."""

GRID = UNIT // 4
"""The shortest note. What is left of a bar is always a multiple of it, so it can always be filled."""

TUPLETS = {"3": (3, 2), "2": (2, 3)}
"""Digit behind `(` -> so many notes in the time of so many (ABC 2.1, 4.13)."""


def ticks(length: Fraction) -> int:
    """Whole notes -> ticks."""
    return int(length * 8 * UNIT)


@cache
def reachable(written: str) -> tuple[tuple[str, int], ...]:
    """Every length whose text goes on from `written`: (what is still missing, ticks)."""
    return tuple((text[len(written) :], value) for text, value in LENGTHS.items() if text.startswith(written))


@cache
def tuplet_lengths(left: int, total: int, room: int, count: int, time: int) -> frozenset[int]:
    """Written lengths that the next note of a tuplet may have.

    `left` notes are to come, `total` ticks are written so far, `room` ticks of the bar are left for the whole
    tuplet as it sounds. In the end it must sound for a multiple of `GRID` and fit.
    """
    fitting = set()
    for value in set(LENGTHS.values()):
        if value > 2 * UNIT:
            continue
        written = total + value
        sounds, odd = divmod(written * time, count)
        if left == 1:
            if not odd and sounds % GRID == 0 and sounds <= room:
                fitting.add(value)
        elif tuplet_lengths(left - 1, written, room, count, time):
            fitting.add(value)
    return frozenset(fitting)
