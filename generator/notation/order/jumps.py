"""Jumps: how a tune goes on after D.C. or D.S. (ABC 2.1, 4.14, which leaves open what they mean).

As is the custom, a jump is taken when all repeats before it are played; what comes then is played without
repeats, each part with its last ending. It ends at Fine or, without one, at the end. At "To Coda" it goes on
with the coda, whose repeats are played. Only what can be read in one way is followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.notation.melody import Bar
from generator.notation.order.marks import JUMPS, Kind, Mark, marks_of
from generator.notation.order.repeats import without_repeats

_NONE = range(0)


@dataclass(frozen=True, slots=True)
class Route:
    """The bars that are played, in order: `first` with repeats, `again` without, then the `coda` with them.

    `remark`: what is to be said of a jump that is not followed, which stands in the bar `at`; else "".
    """

    first: range
    again: range = _NONE
    coda: range = _NONE
    remark: str = ""
    at: int = 0


class _NotFollowed(Exception):
    """Why, in words."""


def route_of(bars: Sequence[Bar]) -> Route:
    """The way through a tune whose parts are played in the order in which they stand."""
    marks = marks_of(bars)
    jumps = _jumps(marks)
    if not jumps:
        return Route(range(len(bars)))
    try:
        return _followed(bars, jumps, [mark for mark in marks if mark.kind not in JUMPS])
    except _NotFollowed as error:
        return Route(range(len(bars)), remark=not_followed(jumps[0], str(error)), at=jumps[0].bar)


def first_jump(bars: Sequence[Bar]) -> Mark | None:
    """The first mark that asks to go on elsewhere."""
    return next(iter(_jumps(marks_of(bars))), None)


def _jumps(marks: Sequence[Mark]) -> list[Mark]:
    jumps = [mark for mark in marks if mark.kind in JUMPS]
    return jumps or [mark for mark in marks if mark.kind == Kind.TO_THE_CODA]


def not_followed(jump: Mark, why: str) -> str:
    """The sentence for a jump."""
    return f"{jump.text} is not followed, the tune is played straight through: {why}."


def _followed(bars: Sequence[Bar], jumps: Sequence[Mark], marks: Sequence[Mark]) -> Route:
    """Raises _NotFollowed."""
    jump = jumps[0]
    if len(jumps) > 1:
        raise _NotFollowed("there is more than one such sign")
    if jump.kind == Kind.OTHER:
        raise _NotFollowed("it is none of D.C., D.S., al Fine, al Coda")
    if jump.kind == Kind.TO_THE_CODA:
        raise _NotFollowed("there is no D.C. or D.S.")
    target = _sign(marks, jump) if jump.kind == Kind.FROM_THE_SIGN else 0
    codas = [mark for mark in marks if mark.kind in (Kind.CODA, Kind.TO_THE_CODA)]
    if codas or jump.until == Kind.CODA:
        return _to_coda(bars, jump, target, codas, [mark for mark in marks if mark.kind == Kind.FINE])
    first = range(len(bars))
    _check_end(bars, first, jump, "the tune")
    once = without_repeats(bars, first)
    if target not in once:
        raise _NotFollowed("the segno is in an ending that is not the last")
    ends = {_end(bars, mark) for mark in marks if mark.kind == Kind.FINE}
    reached = [end for end in once if end in ends and end >= target]
    if len(reached) > 1:
        raise _NotFollowed("there is more than one Fine")
    if not reached and ends:
        raise _NotFollowed("it does not lead to the Fine")
    if not reached and jump.until == Kind.FINE:
        raise _NotFollowed("no Fine is marked")
    return Route(first, range(target, (reached or once)[-1] + 1))


def _to_coda(
    bars: Sequence[Bar], jump: Mark, target: int, codas: Sequence[Mark], fines: Sequence[Mark]
) -> Route:
    """A single place to leave, and the coda after the jump. Raises _NotFollowed."""
    after = [mark for mark in codas if mark.kind == Kind.CODA and mark.bar > jump.bar]
    before = {_left(mark) for mark in codas if target <= mark.bar < jump.bar}
    if len(after) != 1 or not after[0].first:
        raise _NotFollowed("it needs one coda, marked at its first note, after it")
    if len(before) != 1 or len(after) + len([mark for mark in codas if mark.bar < jump.bar]) < len(codas):
        raise _NotFollowed("it needs one place marked To Coda before it")
    (leave,) = before
    begin = after[0].bar
    first = range(begin)
    _check_end(bars, first, jump, "what comes before the coda")
    once = without_repeats(bars, first)
    if target not in once or leave not in once or leave < target:
        raise _NotFollowed("it does not lead to the place marked To Coda")
    if any(_end(bars, mark) != len(bars) - 1 for mark in fines):
        raise _NotFollowed("there are both a Fine and a coda")
    return Route(first, range(target, leave + 1), range(begin, len(bars)))


def _check_end(bars: Sequence[Bar], first: range, jump: Mark, of: str) -> None:
    """Raises _NotFollowed where the jump is not in the last bar that is played."""
    if without_repeats(bars, first)[-1] != jump.bar:
        raise _NotFollowed(f"it does not stand at the end of {of}")


def _sign(marks: Sequence[Mark], jump: Mark) -> int:
    """The bar to which D.S. goes back. A segno at D.S. itself only shows it. Raises _NotFollowed."""
    signs = [mark for mark in marks if mark.kind == Kind.SIGN and mark.bar < jump.bar]
    if len(signs) != 1:
        raise _NotFollowed("more than one segno is marked" if signs else "no segno is marked before it")
    if not signs[0].first:
        raise _NotFollowed("the segno stands within a bar")
    return signs[0].bar


def _end(bars: Sequence[Bar], mark: Mark) -> int:
    """The bar after which a mark ends the tune.

    At the first note of a part it ends the part before. Raises _NotFollowed where it stands within a bar.
    """
    bar = bars[mark.bar]
    before = bars[mark.bar - 1] if mark.bar and not bar.ending else None
    if mark.last:
        return mark.bar
    if mark.first and before and (before.ends_section or before.closes_repeat):
        return mark.bar - 1
    if bar.ends_section or bar.closes_repeat or mark.bar + 1 == len(bars):
        return mark.bar
    raise _NotFollowed("Fine stands within a bar")


def _left(mark: Mark) -> int:
    """The last bar before the coda, where it is left at a mark. Raises _NotFollowed."""
    if mark.last:
        return mark.bar
    if mark.first and mark.bar:
        return mark.bar - 1
    raise _NotFollowed(f"{mark.text} stands within a bar")
