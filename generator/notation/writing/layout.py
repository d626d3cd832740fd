"""The lines of a tune: which bars stand on one line of music, and what stands between two bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from generator.notation.changes import full_bars
from generator.notation.melody import Bar, Melody

BARS_A_LINE = 4
_SIMPLE = {"": "|", "dotted": ".|", "invisible": "[|]"}


@dataclass(slots=True)
class Layout:
    """`lines`: the indices of the bars on each. `starts`: how long after a bar line each bar begins.

    `lead_ins`: the pickups that nothing but the `|:` of their repeat follows.
    """

    lines: list[list[int]] = field(default_factory=lambda: [[]])
    starts: list[Fraction] = field(default_factory=list)
    lead_ins: set[int] = field(default_factory=set)


def lay_out(melody: Melody, *, for_people: bool) -> Layout:
    """Four bars a line; a part begins on a new one, and its pickup does not count.

    Every ending counts on from the bars before the first of them. `for_people`: a pickup that stands before
    the repeat it leads into is on its line; else it has one of its own, as the model has learned it.
    """
    made = Layout()
    bars = melody.bars
    count, before_endings = 0, -1  # -1 where no ending has begun
    begins = True
    for index, (bar, full) in enumerate(zip(bars, full_bars(melody), strict=True)):
        if bar.part and made.lines[-1]:
            made.lines.append([])
            count, before_endings = 0, -1
        if bar.ending:
            before_endings = count if before_endings < 0 else before_endings
            count = before_endings
        short = begins and bar.duration < full
        leads_in = for_people and short and _leads_in(bars, index)
        pickup = leads_in or (short and _goes_on(bars, index))
        made.lines[-1].append(index)
        made.starts.append(full - bar.duration if pickup else Fraction(0))
        count += not pickup
        begins = _ends_section(bars, index)
        if begins:
            count, before_endings = 0, -1
        if leads_in:
            made.lead_ins.add(index)
        elif begins or (_goes_on(bars, index) and not pickup and count and count % BARS_A_LINE == 0):
            made.lines.append([])
    made.lines = [line for line in made.lines if line]
    return made


def _ends_section(bars: Sequence[Bar], index: int) -> bool:
    if index + 1 == len(bars):
        return True
    bar, following = bars[index], bars[index + 1]
    return following.opens_repeat or ((bar.closes_repeat or bar.ends_section) and not following.ending)


def _goes_on(bars: Sequence[Bar], index: int) -> bool:
    """Whether the next bar is no ending and no other section."""
    return not _ends_section(bars, index) and not bars[index + 1].ending


def _leads_in(bars: Sequence[Bar], index: int) -> bool:
    """Whether a short bar that begins a section is all of it, and stands before a repeat."""
    if index + 1 == len(bars) or bars[index].closes_repeat or bars[index].ending:
        return False
    return bars[index + 1].opens_repeat


def opening(bars: Sequence[Bar], index: int) -> str:
    """What stands before a bar: "|:" if it opens a repeat, or "|::" for a part that is played three times."""
    if not bars[index].opens_repeat:
        return ""
    end = next((at for at in range(index, len(bars)) if bars[at].closes_repeat or bars[at].ending), None)
    return "|" + _colons(bars[end] if end is not None else bars[index])


def bar_line(bars: Sequence[Bar], index: int) -> str:
    """What stands after a bar (ABC 2.1, 4.8)."""
    bar = bars[index]
    if bar.closes_repeat:
        return _colons(bar) + "|"
    if bar.ends_section:
        return "||" if index + 1 < len(bars) else "|]"
    return "||" if bar.double_line else _SIMPLE[bar.line]


def _colons(closing: Bar) -> str:
    """Of a repeat that this bar closes. How often a part with endings is played, they say themselves."""
    return ":" * (closing.times - 1)


def ending_mark(bar: Bar, *, begins_line: bool) -> str:
    """`1` after a bar line, `[1` at the beginning of a line (ABC 2.1, 4.9 and 4.10)."""
    return "[" * begins_line + ",".join(map(str, bar.ending)) if bar.ending else ""
