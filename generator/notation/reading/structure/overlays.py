"""Layers of notes over others: which of them are skipped (ABC 2.1, 7.4).

`&` lays notes over those of its bar, `&&` over two bars. `(& … & … &)`, which other programs read, holds
layers of any number of bars. The first layer is kept, so that the time stays right.
"""

from __future__ import annotations

from dataclasses import dataclass

OPEN, CLOSE = "(&", "&)"
ONE_BAR = "& lays a second voice over the bar; only the first is played."
SEVERAL_BARS = "(& lays a second voice over these bars; only the first is played."
_STRAY = "&) ends no (& and is left out."
_NESTED = "(& stands between another (& and its &); close that first"
UNCLOSED = "(& begins voices that are not closed with &)"


@dataclass(slots=True)
class Overlays:
    """Where a voice has reached in its layers.

    `skipping`: the next notes are not of the first layer. `bars`: how many bar lines end them; those between
    `(&` and `&)` end none. `opened`: line and column of a `(&` that is open.
    """

    skipping: bool = False
    bars: int = 0
    opened: tuple[int, int] | None = None

    def take(self, sign: str, place: tuple[int, int]) -> str:
        """Take `&`, `&&`, `(&` or `&)`, which stands at a line and column. What to say of it, "" for nothing.

        Raises ValueError for a `(&` inside another.
        """
        if sign == OPEN:
            if self.opened:
                raise ValueError(_NESTED)
            self.opened = place
            return ""
        if sign == CLOSE:
            said = "" if self.opened else _STRAY
            self.skipping, self.bars, self.opened = False, 0, None
            return said
        self.skipping = True
        self.bars = 0 if self.opened else len(sign)
        return SEVERAL_BARS if self.opened else ONE_BAR

    def end_bar(self) -> bool:
        """Take a bar line; whether it is one of the first layer."""
        if self.skipping and not self.opened:
            self.bars -= 1
            self.skipping = self.bars > 0
        return not self.skipping
