"""The place in the form: which part, which time through, which bar, and how long this bar may become.

A part may begin with a pickup. The bar that is played before a pickup is shorter by as much, so that the bars
add up where two parts meet (`notation.checker.bar_problems` checks the same).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from generator.grammar.endings import STEP, last_onset
from generator.grammar.lengths import GRID
from generator.grammar.situation import Bar
from generator.notation.form import Form
from generator.notation.writing.layout import BARS_A_LINE

LONGEST_ENDING = 4
"""Bars of a first or second ending at most."""

_REMEMBERED = 20_000
"""How many results of each function are cached, over all tunes."""

BODY, FIRST, SECOND = "body", "first", "second"


@dataclass(frozen=True, eq=False)
class Place:
    """Compared by identity: tunes of one form go through the same places, and share their cached results.

    `bars`: full bars closed this time through, pickups not counted; `shared`: those before the endings.
    `run`: body, first or second ending. `fresh`: the part's first bar is open. `full`: ticks of a whole bar,
    `beat`: of a beat; `pickup`: those of this part's pickup, `opening`: of the first part's, `due`: what this
    part's must be, None if it is free. `cadence`: the tune must end on the tonic.
    """

    form: Form
    full: int
    beat: int
    part: int = 0
    run: str = BODY
    bars: int = 0
    shared: int = 0
    fresh: bool = True
    pickup: int = 0
    opening: int = 0
    due: int | None = None
    cadence: bool = False

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
    def closed_bars(self) -> int:
        """Bars of the tune that are closed as it is written, pickups not counted."""
        return sum(self.form.bars[: self.part]) + self.bars

    @cached_property
    def closing(self) -> bool:
        """Whether the open bar is the last one of its run."""
        return not self.fresh and self.bars + 1 == self.form.bars[self.part]

    @property
    def must_resolve(self) -> bool:
        """Whether the tune ends with the open bar, and on the tonic."""
        return self.cadence and self.last_part and self.closing and self.run != FIRST

    @cached_property
    def targets(self) -> tuple[int, ...]:
        """The lengths, ascending, at which the open bar may be closed."""
        if self.fresh:
            if self.due is not None:
                return (self.due or self.full,)
            return tuple(range(GRID, self.full + 1, GRID))
        if self.closing:
            if self.repeated and self.run != SECOND:
                return (self.full - self.pickup,)
            return tuple(sorted({self.full, self.full - self.opening}))
        return (self.full,)

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def left(self, elapsed: int) -> tuple[int, ...]:
        """Ticks to each of the targets, `elapsed` ticks into the bar."""
        return tuple([target - elapsed for target in self.targets if target >= elapsed])

    @cached_property
    def bar(self) -> Bar:
        """What the open bar requires."""
        return Bar(
            closer=":" if self.closing and self.repeated and self.run != SECOND else "|",
            ends=self.must_resolve,
            closing=self.closing,
            sealed=False,
            whole=self.targets[-1] == self.full,
            cadence=self._cadence if self.must_resolve else 0,
            rests=self.closing and self.targets[-1] % STEP == 0,
        )

    @property
    def _cadence(self) -> int:
        """See Bar. The tonic begins early enough for the shortest of the targets."""
        return self.targets[-1] - last_onset(self.targets[0], self.full, self.beat)

    @cached_property
    def bar_as_given(self) -> Bar:
        """What the open bar requires of the notes of an opening."""
        return self.bar.as_given()

    @cached_property
    def nears_end(self) -> bool:
        """Whether the next bar may be the tune's last one, which leads to the tonic."""
        return self.cadence and self.last_part and self.run != FIRST and self._bars_left <= 2

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def leaves_room(self, elapsed: int, *, given: bool) -> bool:
        """Whether a note tied into the next bar, this one being so long, leaves room for the last note."""
        if self.closing:
            return True
        after = self.bar_closed(elapsed)
        if not after.must_resolve:
            return True
        return after.targets[-1] >= (2 * GRID if given else STEP + after.bar.cadence)

    def after_bar_line(self, *, tied: bool) -> str:
        """What may follow the bar line just written besides notes; a new line must come before them."""
        line = "\n" if not self.fresh and self.bars > 0 and self.bars % BARS_A_LINE == 0 else ""
        return line + ("1" if self._may_end_shared and not tied else "")

    @property
    def _may_end_shared(self) -> bool:
        """Whether a first ending may begin at the bar line just written."""
        if not self.repeated or self.run != BODY or not self.bars:
            return False
        return 0 < self._bars_left <= LONGEST_ENDING

    @property
    def _bars_left(self) -> int:
        """Full bars still to come this time through, the open one included."""
        return self.form.bars[self.part] - self.bars

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def bar_closed(self, elapsed: int) -> Place:
        """After a plain bar line, `elapsed` ticks into the bar."""
        if self.fresh and elapsed < self.full:
            opening = elapsed if self.part == 0 else self.opening
            return replace(self, fresh=False, pickup=elapsed, opening=opening)
        return replace(self, fresh=False, bars=self.bars + 1)

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def first_ending(self) -> Place:
        """After `|1`."""
        return replace(self, run=FIRST, shared=self.bars)

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def second_ending(self) -> Place:
        """After `:|2`."""
        return replace(self, run=SECOND, bars=self.shared)

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def next_part(self, elapsed: int) -> Place:
        """After the end of a part whose last bar had `elapsed` ticks: what is missing is the next pickup."""
        return Place(
            self.form, self.full, self.beat, part=self.part + 1, opening=self.opening,
            due=self.full - elapsed, cadence=self.cadence,
        )  # fmt: skip


@lru_cache(256)
def first_place(form: Form, full: int, beat: int, *, cadence: bool) -> Place:
    """The first place of such a tune; `full`: ticks of a whole bar, `beat`: of a beat."""
    return Place(form, full, beat, cadence=cadence)
