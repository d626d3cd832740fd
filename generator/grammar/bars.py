"""Where in the form a tune is: which part, which pass, which bar, and how long this bar may become.

A part may begin with a pickup. The bar that is played before a pickup is shorter by as much, so that where
two parts meet the bars add up (see `notation.checker.bar_problems`, which asks for the same).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from generator.grammar.lengths import GRID
from generator.grammar.script import Script
from generator.notation.form import Form
from generator.notation.writer import BARS_A_LINE

LONGEST_ENDING = 4
"""Bars of a first or second ending at most."""

BODY, FIRST, SECOND = "body", "first", "second"


@dataclass(frozen=True)
class Place:
    """`bars`: full bars closed in this pass, pickups not counted; `shared`: those before the endings.

    `run`: body, first or second ending. `fresh`: the part's first bar is open. `full`: ticks of a whole bar;
    `pickup`: those of this part's, `opening`: of the first part's, `due`: what this part's must be, None if
    it is free. `script`: the tune that is being rewritten, if there is one, `written` the number of its bars
    that are closed.
    """

    form: Form
    full: int
    part: int = 0
    run: str = BODY
    bars: int = 0
    shared: int = 0
    fresh: bool = True
    pickup: int = 0
    opening: int = 0
    due: int | None = None
    script: Script | None = None
    written: int = 0

    @property
    def letter(self) -> str:
        return sorted(set(self.form.parts))[self.part]

    @property
    def repeated(self) -> bool:
        return self.form.parts.count(self.letter) == 2

    @property
    def last_part(self) -> bool:
        return self.part + 1 == len(self.form.bars)

    @property
    def behind(self) -> int:
        """Bars of the written tune that are closed, pickups not counted."""
        return sum(self.form.bars[: self.part]) + self.bars

    @cached_property
    def closing(self) -> bool:
        """Whether the bar now open is the last one of its run."""
        return not self.fresh and self.bars + 1 == self.form.bars[self.part]

    @property
    def ends_tune(self) -> bool:
        """Whether the tune ends with the bar now open."""
        return self.last_part and self.closing and self.run != FIRST

    @cached_property
    def targets(self) -> tuple[int, ...]:
        """The lengths, ascending, at which the bar now open may be closed."""
        if self.script is not None:
            return (self.script.lengths[self.written],)
        if self.fresh:
            if self.due is not None:
                return (self.due or self.full,)
            return tuple(range(GRID, self.full + 1, GRID))
        if self.closing:
            if self.repeated and self.run != SECOND:
                return (self.full - self.pickup,)
            return tuple(sorted({self.full, self.full - self.opening}))
        return (self.full,)

    @property
    def may_end_shared(self) -> bool:
        """Whether a first ending may begin at the bar line just written."""
        if not self.repeated or self.run != BODY or not self.bars:
            return False
        if self.script is not None:
            return self.script.ends_shared(self.written - 1)
        return 0 < self.form.bars[self.part] - self.bars <= LONGEST_ENDING

    @property
    def breaks_line(self) -> bool:
        """Whether the line ends at the bar line just written."""
        return not self.fresh and self.bars > 0 and self.bars % BARS_A_LINE == 0

    def bar_closed(self, elapsed: int) -> Place:
        """After a plain bar line, `elapsed` ticks into the bar."""
        if self.fresh and elapsed < self.full:
            opening = elapsed if self.part == 0 else self.opening
            return replace(self, fresh=False, pickup=elapsed, opening=opening, written=self.written + 1)
        return replace(self, fresh=False, bars=self.bars + 1, written=self.written + 1)

    def first_ending(self) -> Place:
        """After `|1`."""
        return replace(self, run=FIRST, shared=self.bars)

    def second_ending(self) -> Place:
        """After `:|2`."""
        return replace(self, run=SECOND, bars=self.shared, written=self.written + 1)

    def next_part(self, elapsed: int) -> Place:
        """After the end of a part whose last bar had `elapsed` ticks: what it lacked is the next pickup."""
        return Place(
            self.form, self.full, part=self.part + 1, opening=self.opening, due=self.full - elapsed,
            script=self.script, written=self.written + 1,
        )  # fmt: skip

    @property
    def sealed(self) -> bool:
        """Whether no note may be tied over the bar line behind the bar now open, as the script stands."""
        script = self.script
        if script is None or script.kept(self.written):
            return False
        return script.kept(self.written + 1) or script.ends_shared(self.written)
