"""The order of the bars of a part, with its repeats and without them (ABC 2.1, 4.8 to 4.10)."""

from __future__ import annotations

from collections.abc import Sequence

from generator.notation.form import section_ranges
from generator.notation.melody import Bar


def with_repeats(bars: Sequence[Bar], part: range) -> list[int]:
    """A `:|` goes back to the beginning of its section; each ending is played on its own passes only."""
    played: list[int] = []
    for section in _sections(bars, part):
        for number in range(1, _times(bars, section) + 1):
            played += _pass(bars, section, number)
    return played


def without_repeats(bars: Sequence[Bar], part: range) -> list[int]:
    """Every section once, as on its last pass."""
    return [
        index for section in _sections(bars, part) for index in _pass(bars, section, _times(bars, section))
    ]


def _sections(bars: Sequence[Bar], part: range) -> list[range]:
    found = section_ranges(bars[part.start : part.stop])
    return [range(part.start + one.start, part.start + one.stop) for one in found]


def _times(bars: Sequence[Bar], section: range) -> int:
    """How often a section is played."""
    numbers = [number for index in section for number in bars[index].ending]
    if numbers:
        goes_back = any(bars[index].closes_repeat for index in section)
        return max(1 + goes_back, *numbers)
    last = bars[section[-1]]
    return last.times if last.closes_repeat else 1


def _pass(bars: Sequence[Bar], section: range, number: int) -> list[int]:
    """The bars of one time through."""
    passes: tuple[int, ...] = ()
    found: list[int] = []
    for index in section:
        passes = bars[index].ending or passes
        if not passes or number in passes:
            found.append(index)
    return found
