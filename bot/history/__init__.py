"""The history: every tune and all other data that the bot keeps, in SQLite. All SQL of the bot is here.

values         the data that goes in and comes out
database       opening the file; one transaction at a time
migrations     the tables, as numbered steps
tunes          adding, finding and deleting tunes
orders         tunes that were asked for and are not delivered yet
lists          lists of tunes, page by page
melodies       finding tunes by their notes
saved          who saved which tune; a tune's family; the text it came in
user_data      a user's data: exported or deleted
forgetting     whose words are where; what was deleted is removed from the files too
access         blocked users, guild settings, recent tunes
maintenance    a check, facts of the bot's own, retention
backup         copies of the database, and restoring one
sqlite_errors  a sentence for each error of SQLite
"""

from bot.history.access import Access
from bot.history.lists import Lists
from bot.history.maintenance import Maintenance
from bot.history.melodies.index import MOST_FOUND, Match
from bot.history.orders import Orders
from bot.history.saved import Saved
from bot.history.user_data import UserData
from bot.history.values import BY_HAND, NAME_LENGTH, Asker, Entry, Order, Page, SentBook, Shelf

__all__ = [
    "BY_HAND",
    "MOST_FOUND",
    "NAME_LENGTH",
    "Asker",
    "Entry",
    "History",
    "Match",
    "Order",
    "Page",
    "SentBook",
    "Shelf",
]


class History(UserData, Orders, Lists, Saved, Access, Maintenance):
    """All data behind one name: `async with History.open(path) as history`.

    `clock` tells the seconds since 1970.
    """
