"""All that the database holds, behind one name."""

from __future__ import annotations

from bot.history.blocks import Blocks
from bot.history.saved import Saved
from bot.history.shelves import Shelves
from bot.history.tunes import Tunes
from bot.history.upkeep import Upkeep


class History(Tunes, Shelves, Saved, Blocks, Upkeep):
    """`async with History.open(path) as history`; `clock` tells the seconds since 1970."""
