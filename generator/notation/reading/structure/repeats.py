"""From bar lines as people type them to sections, repeats and endings that a player can follow.

What comes in is raw: `opens_repeat`, `closes_repeat`, `ending` and `part` as written, `times` as the dots
say, `double_line` for every double or thick line. What comes out says where sections end.

- A `:|` goes back to its `|:`; without one, to the last double bar or end of a repeat (ABC 2.1, 4.8).
- A double bar between `|:` and `:|` ends nothing.
- A `|:` that nothing closes is none: what follows is played once. But where another `|:` follows, both parts
  are repeated, as if `::` stood there.
- An ending lasts until a double bar or a repeat sign (4.10), a first one also until the second begins; it
  goes back although no `:|` says so.
- A `:|` right before a first ending is a simple bar line: the endings say what is repeated.
- After `|1 …:|` without `|2`, the bars until the next double bar are the second ending, if they are about as
  many as in the first; so are they the last ending after `|1,2,3 …:|` or `|1,2,3 …|]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.notation.melody import Bar

_LONGER = 1
"""By how many bars a second ending that nothing marks may be longer than the first."""


def resolved(bars: Sequence[Bar]) -> list[Bar]:
    """The bars with every section, repeat and ending marked. Raises ValueError where an ending is missing."""
    found: list[Bar] = []
    begin = 0
    for end in _section_ends(bars):
        goes_on = end < len(bars) and bars[end].opens_repeat
        found += _section(list(bars[begin:end]), another_opens=goes_on)
        begin = end
    if bars and not (bars[-1].closes_repeat or bars[-1].double_line):
        found[-1] = replace(found[-1], ends_section=False)  # more may follow
    return found


def unclosed(raw: Sequence[Bar], followed: Sequence[Bar]) -> list[int]:
    """The indices of bars that open a repeat which nothing closes, from raw bars and as they are followed."""
    return [
        at
        for at, (bar, found) in enumerate(zip(raw, followed, strict=True))
        if bar.opens_repeat and not found.opens_repeat
    ]


def closed_before_endings(raw: Sequence[Bar], followed: Sequence[Bar]) -> list[int]:
    """The indices of bars with a `:|` right before a first ending, which is played as a simple bar line."""
    return [
        at
        for at, (bar, found) in enumerate(zip(raw, followed, strict=True))
        if bar.closes_repeat and not found.closes_repeat and 1 in (raw[at + 1 :] or [bar])[0].ending
    ]


def _section_ends(bars: Sequence[Bar]) -> list[int]:
    """For every section the index of the bar after it."""
    closings = (at for at, bar in enumerate(bars) if bar.closes_repeat or bar.ending)
    openings = (at - 1 for at, bar in enumerate(bars) if bar.opens_repeat)
    last_closing = max([-1, *closings, *openings])
    ends: list[int] = []
    opened = False
    taken: dict[int, int] = {}  # pass -> the bar at which its ending begins
    index = 0
    while index < len(bars):
        bar = bars[index]
        opened = opened or bar.opens_repeat
        taken |= dict.fromkeys(bar.ending, index)
        index += 1
        following = bars[index] if index < len(bars) else None
        ended = _ends_section(bar, following, opened and index <= last_closing, taken)
        goes_back = bar.closes_repeat or max(taken, default=1) > 1
        if ended and following and goes_back and len(set(taken.values())) == 1:
            index = _end_of_unmarked_ending(bars, index, taken)
        elif not ended and following and taken.keys() & set(following.ending):
            index, ended = _end_of_last_ending(index, taken), True
        if ended:
            ends.append(index)
            opened, taken = False, {}
    return ends


def _ends_section(bar: Bar, following: Bar | None, in_repeat: bool, taken: dict[int, int]) -> bool:
    """Whether a section ends between two bars; `in_repeat`: a repeat is open that something closes later."""
    if following is None or following.opens_repeat:
        return True
    if following.ending:
        return False
    if bar.closes_repeat:
        return True
    return bar.double_line and (bool(taken) or not in_repeat)


def _end_of_unmarked_ending(bars: Sequence[Bar], begin: int, taken: dict[int, int]) -> int:
    """Where the ending ends that begins at `begin`, after a first one; `begin` itself where there is none."""
    longest = 2 * begin - max(taken.values()) + _LONGER
    for end in range(begin, min(longest, len(bars)) + 1):
        if end > begin and (end == len(bars) or bars[end].opens_repeat or bars[end - 1].double_line):
            return end if not bars[end - 1].closes_repeat else begin
        if end == len(bars) or bars[end].opens_repeat or bars[end].closes_repeat or bars[end].ending:
            return begin
    return begin


def _end_of_last_ending(index: int, taken: dict[int, int]) -> int:
    """Where an ending ends that runs into the next part, at `index`: it is as long as the first."""
    begins = sorted(set(taken.values()))
    end = begins[-1] + begins[1] - begins[0] if len(begins) > 1 else index
    if end >= index:
        raise ValueError("an ending stands twice")
    return end


def _section(bars: list[Bar], *, another_opens: bool) -> list[Bar]:
    for index, bar in enumerate(bars[:-1]):
        ended = bar.closes_repeat or (bar.double_line and _passes(bars[: index + 1]))
        if ended and not bars[index + 1].ending:
            bars[index + 1] = replace(bars[index + 1], ending=(max(_passes(bars)) + 1,))
    return _with_endings(bars) if _passes(bars) else _without_endings(bars, another_opens=another_opens)


def _passes(bars: Sequence[Bar]) -> list[int]:
    return [number for bar in bars for number in bar.ending]


def _without_endings(bars: list[Bar], *, another_opens: bool) -> list[Bar]:
    first, last = bars[0], bars[-1]
    repeated = last.closes_repeat or (first.opens_repeat and another_opens)
    times = max(first.times if first.opens_repeat else 2, last.times) if repeated else 2
    bars = [replace(bar, times=2) for bar in bars]
    bars[0] = replace(bars[0], opens_repeat=first.opens_repeat and repeated)
    bars[-1] = _end(replace(bars[-1], times=times), goes_back=repeated)
    return bars


def _with_endings(bars: list[Bar]) -> list[Bar]:
    passes = _passes(bars)
    times = max(*passes, 2)
    missing = set(range(1, max(passes))) - set(passes)
    if missing or len(set(passes)) < len(passes):
        wrong = f"ending {min(missing)} is missing" if missing else "an ending stands twice"
        raise ValueError(f"{wrong}: the endings of a part are numbered from 1, |1 …:|2 …")
    found: list[Bar] = []
    ending: tuple[int, ...] = ()
    for index, bar in enumerate(bars):
        ending = bar.ending or ending
        one = replace(bar, times=2, closes_repeat=False)
        if ending and (index + 1 == len(bars) or bars[index + 1].ending):
            one = _end(one, goes_back=min(ending) < times)
        found.append(one)
    return found


def _end(bar: Bar, *, goes_back: bool) -> Bar:
    return replace(bar, closes_repeat=goes_back, ends_section=True, double_line=False)
