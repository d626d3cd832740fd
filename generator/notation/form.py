"""The form of a tune: its sections, their repeats and endings, and how many bars each has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.notation.melody import Bar, Melody


class FormError(ValueError):
    """Repeats or endings that no player can follow."""


@dataclass(frozen=True, slots=True)
class Section:
    """One written part of a tune: `bars`, then, if it is repeated with endings, the first and the second."""

    bars: tuple[Bar, ...]
    repeated: bool = False
    first: tuple[Bar, ...] = ()
    second: tuple[Bar, ...] = ()

    def passes(self) -> list[tuple[Bar, ...]]:
        """The bars of each time through."""
        if not self.repeated:
            return [self.bars]
        return [self.bars + self.first, self.bars + self.second]

    def count(self, full: Fraction) -> int:
        """Bars of one time through, `full` being the length of one; a pickup and its complement are one."""
        once = self.passes()[0]
        return len(once) - (_is_pickup(once, full) and len(once) > 1)


def _is_pickup(bars: tuple[Bar, ...], full: Fraction) -> bool:
    return bool(bars) and bars[0].duration < full


def sections(melody: Melody) -> list[Section]:
    """The sections of a tune in written order. Raises FormError where repeats do not pair up."""
    found: list[Section] = []
    current: list[Bar] = []
    endings: dict[tuple[int, ...], list[Bar]] = {}
    target = current
    for index, bar in enumerate(melody.bars):
        if bar.opens_repeat and current and not endings:
            found.append(_section(current, endings, target))
            current = target = []
        if bar.ending:
            if bar.ending in endings or bar.ending not in ((1,), (2,)):
                raise FormError(f"ending {','.join(map(str, bar.ending))} stands alone or twice")
            target = endings[bar.ending] = []
        if bar.opens_repeat and endings:
            raise FormError("a repeat begins inside an ending")
        target.append(bar)
        more_endings = index + 1 < len(melody.bars) and melody.bars[index + 1].ending == (2,)
        if (bar.ends_section or index + 1 == len(melody.bars)) and not more_endings:
            found.append(_section(current, endings, target))
            current, endings = [], {}
            target = current
    return found


def _section(bars: list[Bar], endings: dict[tuple[int, ...], list[Bar]], last: list[Bar]) -> Section:
    if not bars:
        raise FormError("a part is only an ending")
    if endings:
        first, second = endings.get((1,), []), endings.get((2,), [])
        if not first or not second or not first[-1].closes_repeat:
            raise FormError("an ending is missing, or the first does not go back")
        return Section(_plain(bars), True, _plain(first), _plain(second))
    if bars[0].opens_repeat and not last[-1].closes_repeat:
        raise FormError("a repeat is never closed")
    return Section(_plain(bars), last[-1].closes_repeat)


def _plain(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    return tuple(Bar(bar.notes, chords=bar.chords) for bar in bars)


def from_sections(melody: Melody, parts: Iterable[Section]) -> Melody:
    """The tune with these sections, every repeat and end of part marked."""
    bars: list[Bar] = []
    for part in parts:
        section_bars = list(part.bars)
        if part.repeated:
            section_bars[0] = replace(section_bars[0], opens_repeat=True)
        if part.first:
            first, second = list(part.first), list(part.second)
            first[0], second[0] = replace(first[0], ending=(1,)), replace(second[0], ending=(2,))
            first[-1] = replace(first[-1], closes_repeat=True, ends_section=True)
            section_bars += first + second
        elif part.repeated:
            section_bars[-1] = replace(section_bars[-1], closes_repeat=True)
        section_bars[-1] = replace(section_bars[-1], ends_section=True)
        bars += section_bars
    return replace(melody, bars=tuple(bars))


@dataclass(frozen=True, slots=True)
class Form:
    """What a listener counts: which parts are played in which order, and the bars of each written part.

    `parts` names every written section by a letter, twice where it is repeated: "AABB".
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
    letters = [chr(ord("A") + index) * (2 if part.repeated else 1) for index, part in enumerate(parts)]
    return Form("".join(letters), tuple(part.count(melody.meter.bar) for part in parts))


def pickup_offset(melody: Melody, index: int) -> Fraction:
    """How long after a bar line a pickup's first note would be if the bar were whole; 0 for other bars."""
    bar = melody.bars[index]
    missing = melody.meter.bar - bar.duration
    opens = index == 0 or bar.opens_repeat or melody.bars[index - 1].ends_section
    leads_in = index + 1 < len(melody.bars) and melody.bars[index + 1].opens_repeat
    closes = (bar.ends_section and not leads_in) or bar.closes_repeat or bool(bar.ending)
    return missing if missing > 0 and opens and not closes else Fraction(0)
