"""All that the database holds, behind one name."""

from __future__ import annotations

from bot.history.blocks import Blocks
from bot.history.people import People
from bot.history.saved import Saved
from bot.history.servers import Servers
from bot.history.shelves import Shelves
from bot.history.upkeep import Upkeep


class History(People, Shelves, Saved, Servers, Blocks, Upkeep):
    """`async with History.open(path) as history`; `clock` tells the seconds since 1970."""
