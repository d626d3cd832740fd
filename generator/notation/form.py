"""The form of a tune: its sections, their repeats and endings, and how many bars each has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.notation.changes import full_bars
from generator.notation.melody import Bar, Melody


class FormError(ValueError):
    """Repeats or endings that no player can follow."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The bars that end a part on some of its passes, counted from 1."""

    passes: tuple[int, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One written part of a tune: `bars`, played `times` times, and the endings if they differ."""

    bars: tuple[Bar, ...]
    times: int = 1
    endings: tuple[Ending, ...] = ()

    @property
    def repeated(self) -> bool:
        return self.times > 1

    @property
    def written(self) -> tuple[Bar, ...]:
        """All bars, every ending once."""
        return self.bars + tuple(bar for ending in self.endings for bar in ending.bars)

    def passes(self) -> list[tuple[Bar, ...]]:
        """The bars of each time through."""
        return [self.bars + self._ending(number) for number in range(1, self.times + 1)]

    def _ending(self, number: int) -> tuple[Bar, ...]:
        return next((ending.bars for ending in self.endings if number in ending.passes), ())

    def count(self, full: Fraction) -> int:
        """Bars of one time through, `full` being the length of one; a pickup and its complement are one."""
        once = self.passes()[0]
        return len(once) - (_is_pickup(once, full) and len(once) > 1)


def _is_pickup(bars: tuple[Bar, ...], full: Fraction) -> bool:
    return bool(bars) and bars[0].duration < full


def part_ranges(bars: Sequence[Bar]) -> list[range]:
    """The bars of every part that a P: field names by a letter, and those before the first."""
    begins = [0, *(index for index, bar in enumerate(bars) if index and len(bar.part) == 1)]
    return [range(*ends) for ends in zip(begins, [*begins[1:], len(bars)], strict=True) if ends[0] < ends[1]]


def section_ranges(bars: Sequence[Bar]) -> list[range]:
    """The bars of every section: up to a double bar, the end of a repeat or the beginning of another."""
    found: list[range] = []
    begin = 0
    for end in range(1, len(bars) + 1):
        last, following = bars[end - 1], bars[end] if end < len(bars) else None
        ends = last.ends_section or last.closes_repeat
        if following is None or following.opens_repeat or (ends and not following.ending):
            found.append(range(begin, end))
            begin = end
    return found


def sections(melody: Melody) -> list[Section]:
    """The sections of a tune in written order. Raises FormError where repeats do not pair up."""
    return [_section(melody.bars[one.start : one.stop]) for one in section_ranges(melody.bars)]


def _section(bars: tuple[Bar, ...]) -> Section:
    body: list[Bar] = []
    endings: dict[tuple[int, ...], list[Bar]] = {}
    target = body
    for bar in bars:
        if bar.ending:
            if bar.ending in endings:
                raise FormError(f"ending {','.join(map(str, bar.ending))} stands twice")
            target = endings[bar.ending] = []
        target.append(bar)
    if not body:
        raise FormError("a part is only an ending")
    if endings:
        return _with_endings(body, endings)
    if bars[0].opens_repeat and not bars[-1].closes_repeat:
        raise FormError("a repeat is never closed")
    return Section(_plain(bars), bars[-1].times if bars[-1].closes_repeat else 1)


def _with_endings(bars: list[Bar], endings: dict[tuple[int, ...], list[Bar]]) -> Section:
    """Every pass has one ending, and every ending goes back that is not the last one played."""
    passes = sorted(number for numbers in endings for number in numbers)
    if passes != list(range(1, len(passes) + 1)) or len(passes) < 2:
        raise FormError("an ending is missing, or stands twice")
    if not all(ending[-1].closes_repeat for numbers, ending in endings.items() if len(passes) not in numbers):
        raise FormError("an ending does not go back")
    made = tuple(Ending(numbers, _plain(ending)) for numbers, ending in endings.items())
    return Section(_plain(bars), len(passes), made)


def _plain(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    return tuple(
        replace(bar, opens_repeat=False, closes_repeat=False, ending=(), ends_section=False, times=2)
        for bar in bars
    )


def from_sections(melody: Melody, parts: Iterable[Section]) -> Melody:
    """The tune with these sections, every repeat and end of part marked."""
    bars: list[Bar] = []
    for part in parts:
        section_bars = list(part.bars)
        if part.repeated:
            section_bars[0] = replace(section_bars[0], opens_repeat=True)
        for ending in part.endings:
            begun = [replace(ending.bars[0], ending=ending.passes), *ending.bars[1:]]
            goes_back = min(ending.passes) < part.times
            begun[-1] = replace(begun[-1], closes_repeat=goes_back, ends_section=True)
            section_bars += begun
        if part.repeated and not part.endings:
            section_bars[-1] = replace(section_bars[-1], closes_repeat=True, times=part.times)
        section_bars[-1] = replace(section_bars[-1], ends_section=True)
        bars += section_bars
    return replace(melody, bars=tuple(bars))


@dataclass(frozen=True, slots=True)
class Form:
    """What a listener counts: which parts are played in which order, and the bars of each written part.

    `parts` names every written section by a letter, as often as it is played in a row: "AABB".
    """

    parts: str
    bars: tuple[int, ...]

    @property
    def even(self) -> bool:
        """Whether all parts have the same number of bars."""
        return len(set(self.bars)) == 1

    @property
    def field(self) -> str:
        """As the model reads it: "AABB 8", or "AABB 8 12" where the parts differ in length."""
        counts = self.bars[:1] if self.even else self.bars
        return " ".join([self.parts, *map(str, counts)])

    @classmethod
    def parse(cls, field: str) -> Form:
        parts, *counts = field.split()
        letters = sorted(set(parts))
        bars = tuple(map(int, counts)) * (len(letters) if len(counts) == 1 else 1)
        in_order = "".join(chr(ord("A") + i) * parts.count(one) for i, one in enumerate(letters))
        if len(bars) != len(letters) or parts != in_order or any(parts.count(one) > 2 for one in letters):
            raise ValueError(f"no such form: {field!r}")
        return cls(parts, bars)


def form_of(melody: Melody) -> Form:
    """The form of a tune. Raises FormError."""
    parts = sections(melody)
    letters = [chr(ord("A") + index) * part.times for index, part in enumerate(parts)]
    return Form("".join(letters), tuple(part.count(melody.meter.bar) for part in parts))


def pickup_offsets(melody: Melody) -> list[Fraction]:
    """For each bar how long after a bar line it would begin if the bar were whole; 0 for all but pickups."""
    return [_pickup_offset(melody.bars, index, full) for index, full in enumerate(full_bars(melody))]


def _pickup_offset(bars: Sequence[Bar], index: int, full: Fraction) -> Fraction:
    bar = bars[index]
    missing = full - bar.duration
    opens = index == 0 or bar.opens_repeat or bars[index - 1].ends_section
    leads_in = index + 1 < len(bars) and bars[index + 1].opens_repeat
    closes = (bar.ends_section and not leads_in) or bar.closes_repeat or bool(bar.ending)
    return missing if missing > 0 and opens and not closes else Fraction(0)
