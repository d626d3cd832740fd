"""Every tune that was made, in SQLite; all SQL of the bot. Knows nothing of Discord but its numbers.

values      what goes in and comes out
database    opening the file, one transaction at a time
tunes       adding, finding, deleting
people      what is known of a person: handed out, or deleted
shelves     lists of tunes, page by page
saved       what people saved, and what grew out of what
servers     what servers have set, how many tunes somebody made lately
blocks      whom the owner shut out
upkeep      facts of the bot's own, retention, a look at whether all is well
faults      what SQLite's errors mean
"""

from bot.history.history import History
from bot.history.values import BY_HAND, NAME_LENGTH, Asker, Entry, Page, Shelf

__all__ = ["BY_HAND", "NAME_LENGTH", "Asker", "Entry", "History", "Page", "Shelf"]
