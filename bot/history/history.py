"""All that the database holds, behind one name."""

from __future__ import annotations

from bot.history.access import Servers
from bot.history.blocklist import Blocks
from bot.history.lists import Shelves
from bot.history.maintenance import Upkeep
from bot.history.orders import Orders
from bot.history.saved import Saved
from bot.history.user_data import People


class History(People, Orders, Shelves, Saved, Servers, Blocks, Upkeep):
    """`async with History.open(path) as history`; `clock` tells the seconds since 1970."""
