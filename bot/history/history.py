"""All that the database holds, behind one name."""

from __future__ import annotations

from bot.history.people import People
from bot.history.saved import Saved
from bot.history.servers import Servers
from bot.history.shelves import Shelves


class History(People, Shelves, Saved, Servers):
    """`async with History.open(path) as history`; `clock` tells the seconds since 1970."""
