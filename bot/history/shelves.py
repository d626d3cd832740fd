"""Lists of tunes, newest first, page by page."""

from __future__ import annotations

from bot.history.database import Database
from bot.history.values import Entry, Page, Shelf, entry_of

PAGE_SIZE = 10

_OLDER: dict[Shelf, str] = {
    "mine": "SELECT * FROM tunes WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
    "server": "SELECT * FROM tunes WHERE guild_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
}
_NEWER: dict[Shelf, str] = {
    "mine": "SELECT * FROM tunes WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?",
    "server": "SELECT * FROM tunes WHERE guild_id = ? AND id > ? ORDER BY id LIMIT ?",
}
_COUNT: dict[Shelf, str] = {
    "mine": "SELECT count(*), count(*) FILTER (WHERE id > ?) FROM tunes WHERE user_id = ?",
    "server": "SELECT count(*), count(*) FILTER (WHERE id > ?) FROM tunes WHERE guild_id = ?",
}

_LAST = 2**63 - 1


class Shelves(Database):
    """Pages hang on entries, not on counts: they do not slip when tunes arrive meanwhile."""

    async def page(
        self,
        shelf: Shelf,
        owner: int,
        *,
        older_than: int | None = None,
        newer_than: int | None = None,
        size: int = PAGE_SIZE,
    ) -> Page:
        """The newest entries of a shelf, or those next to the entry with a given id.

        `owner` is the user's or the guild's id. The page at the new end is always full.
        """
        entries: list[Entry] = []
        if newer_than is not None:
            found = await self._rows(_NEWER[shelf], (owner, newer_than, size))
            entries = [entry_of(row) for row in found][::-1]
        if newer_than is None or len(entries) < size:
            last = _LAST if older_than is None else older_than
            entries = [entry_of(row) for row in await self._rows(_OLDER[shelf], (owner, last, size))]
        first = entries[0].id if entries else _LAST
        ((total, newer),) = await self._rows(_COUNT[shelf], (first, owner))
        return Page(tuple(entries), newer, total)
