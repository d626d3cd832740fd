"""Every tune that was made, in SQLite; all SQL of the bot. Knows nothing of Discord but its numbers.

values      what goes in and comes out
database    opening the file, one transaction at a time
tunes       adding, finding, deleting
shelves     lists of tunes, page by page
saved       what people saved, and what grew out of what
blocks      whom the owner shut out
upkeep      facts of the bot's own, retention, a look at whether all is well
faults      what SQLite's errors mean
"""

from bot.history.history import History
from bot.history.values import NAME_LENGTH, Asker, Entry, Page, Shelf

__all__ = ["NAME_LENGTH", "Asker", "Entry", "History", "Page", "Shelf"]
