"""Note lengths as the model writes them, and which are still possible while one is being written.

Time is counted in ticks, 48 to an eighth note: every length below is a whole number of them, in and out
of tuplets.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import NamedTuple

UNIT = 48
"""Ticks of an eighth note, the length that is written as an empty text."""

LENGTHS = {
    "": UNIT, "/": UNIT // 2, "/4": UNIT // 4, "2": 2 * UNIT, "3": 3 * UNIT, "4": 4 * UNIT, "6": 6 * UNIT,
    "8": 8 * UNIT, "12": 12 * UNIT, "3/2": 3 * UNIT // 2, "3/4": 3 * UNIT // 4, "7/4": 7 * UNIT // 4,
}  # fmt: skip
"""Text after a note -> ticks. Other lengths are legal ABC, but rare in the tunes."""

GRID = UNIT // 4
"""The shortest note. What is left of a bar is always a multiple of it, so it can always be filled."""

TUPLETS = {"3": (3, 2), "2": (2, 3)}
"""Digit after `(` -> so many notes in the time of so many (ABC 2.1, 4.13)."""

PAIRS = {">": UNIT // 2, "<": 3 * UNIT // 2}
"""Sign between the notes of a dotted pair of two eighths -> ticks of the second."""


def ticks(length: Fraction) -> int:
    """Whole notes -> ticks."""
    return int(length * 8 * UNIT)


@cache
def reachable(prefix: str) -> tuple[tuple[str, int], ...]:
    """Every length whose text begins with `prefix`: (the rest of its text, ticks)."""
    return tuple((text[len(prefix) :], value) for text, value in LENGTHS.items() if text.startswith(prefix))


class OpenTuplet(NamedTuple):
    """A tuplet being written: `left` notes are to come, in the time of `time` such notes.

    `lengths`: what the next note may be written as. After the first it is one length: many ABC readers fail
    on tuplets of different lengths.
    """

    left: int
    time: int
    lengths: frozenset[int]

    @property
    def sounds(self) -> int:
        """Ticks of the whole tuplet, once its first note is written."""
        return self.time * min(self.lengths)

    def after(self, value: int) -> tuple[int, OpenTuplet | None]:
        """After a note of `value` written ticks: the ticks that are complete with it, and what is open."""
        tuplet = OpenTuplet(self.left - 1, self.time, frozenset({value}))
        return (0, tuplet) if tuplet.left else (tuplet.sounds, None)


@cache
def tuplet_lengths(time: int, room: int) -> frozenset[int]:
    """Written lengths of the notes of a tuplet that stands in the time of `time` of them, within `room`."""
    return frozenset(one for one in LENGTHS.values() if one <= 2 * UNIT and one * time <= room)
