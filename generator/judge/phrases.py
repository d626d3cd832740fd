"""The phrases of a tune: the bars of each part, made comparable, and which bars come again where.

Bars are equal if the pitches and lengths of all their notes are. A part is its first time through, without
its pickup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from generator.notation.form import sections
from generator.notation.melody import Bar, Melody

WHOLE = 2**7 * 3**2 * 5 * 7
"""Ticks of a whole note. Every note is a whole number of them, in tuplets too; integers are compared fast."""

BarContent = tuple[tuple[tuple[int, ...], int], ...]
"""MIDI pitches (none in a rest) and duration in ticks of each note of a bar."""

_IN_EIGHT_BARS: Mapping[str, tuple[slice, slice]] = {
    "bar_5_is_bar_1": (slice(4, 5), slice(0, 1)),
    "bars_5_6_are_bars_1_2": (slice(4, 6), slice(0, 2)),
    "bar_6_is_bar_2": (slice(5, 6), slice(1, 2)),
    "bar_3_is_bar_1": (slice(2, 3), slice(0, 1)),
    "bar_7_is_bar_3": (slice(6, 7), slice(2, 3)),
}
"""Name -> the bars of a part of eight that are compared, counted from 0."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The parts of a tune, each a list of bars. `endings`: the first half of each part's last bar."""

    parts: tuple[tuple[BarContent, ...], ...]
    endings: tuple[BarContent, ...]

    @classmethod
    def of(cls, melody: Melody) -> Self:
        """The phrases of a melody. Raises FormError where its repeats do not pair up."""
        full = ticks(melody.meter.bar)
        written = (tuple(map(content, section.passes()[0])) for section in sections(melody))
        parts = tuple(_without_pickup(bars, full) for bars in written)
        return cls(parts, tuple(_first_half(part[-1], full) for part in parts))

    @property
    def bars(self) -> list[BarContent]:
        """The bars of all parts."""
        return [bar for part in self.parts for bar in part]

    def repeats(self) -> dict[str, list[bool]]:
        """Name -> for every place where it could be so, whether it is; see the names for what is compared."""
        eights = [part for part in self.parts if len(part) == 8]
        found = {name: [part[one] == part[two] for part in eights]
                 for name, (one, two) in _IN_EIGHT_BARS.items()}  # fmt: skip
        is_pair = [len(part) for part in self.parts[:2]] == [8, 8]
        pairs = [(self.parts[0], self.parts[1])] if is_pair else []
        found["bar_7_of_part_b_is_that_of_part_a"] = [a[6] == b[6] for a, b in pairs]
        found["part_b_ends_as_part_a"] = [self.endings[0] == self.endings[1] for _ in pairs]
        found["bar_is_the_one_before"] = self.equal_at(1)
        return found

    def equal_at(self, distance: int) -> list[bool]:
        """For every bar that has one so many bars before it in its part, whether the two are equal."""
        return [
            one == two
            for part in self.parts
            for one, two in zip(part, part[distance:], strict=False)
        ]  # fmt: skip


def ticks(length: Fraction) -> int:
    """Whole notes -> ticks."""
    return length.numerator * WHOLE // length.denominator


def content(bar: Bar) -> BarContent:
    """The notes of a bar as they are compared."""
    return tuple((tuple(pitch.midi for pitch in note.pitches), ticks(note.duration)) for note in bar.notes)


def _length(bar: BarContent) -> int:
    return sum(duration for _, duration in bar)


def _without_pickup(bars: tuple[BarContent, ...], full: int) -> tuple[BarContent, ...]:
    return bars[1:] if len(bars) > 1 and _length(bars[0]) < full else bars


def _first_half(bar: BarContent, full: int) -> BarContent:
    """The notes that begin in the first half of a full bar."""
    return tuple(note for place, note in enumerate(bar) if 2 * _length(bar[:place]) < full)
