"""Lists of tunes: newest first, page by page, or those that most people saved."""

from __future__ import annotations

from bot.history.database import Database
from bot.history.values import Entry, Page, Shelf, entry_of

PAGE_SIZE = 10

_ON: dict[Shelf, str] = {
    "mine": "user_id = :owner",
    "server": "guild_id = :owner",
    "saved": "id IN (SELECT tune_id FROM favourites WHERE user_id = :owner)",
}
_FOUND = r"""(:words IS NULL OR title LIKE :words ESCAPE '\'
    OR json_extract(tune, '$.request.type') LIKE :words ESCAPE '\')"""


def _for_each_shelf(sql: str) -> dict[Shelf, str]:
    return {shelf: sql.format(f"{on} AND {_FOUND}") for shelf, on in _ON.items()}


_OLDER = _for_each_shelf("SELECT * FROM tunes WHERE {} AND id < :at ORDER BY id DESC LIMIT :size")
_NEWER = _for_each_shelf("SELECT * FROM tunes WHERE {} AND id > :at ORDER BY id LIMIT :size")
_COUNT = _for_each_shelf("SELECT count(*), count(*) FILTER (WHERE id > :at) FROM tunes WHERE {}")
_MOST_SAVED = (
    "SELECT tunes.*, count(*) AS saves FROM favourites JOIN tunes ON tunes.id = tune_id "
    "WHERE guild_id = ? GROUP BY tunes.id ORDER BY saves DESC, tunes.id DESC LIMIT ?"
)

_LAST = 2**63 - 1


class Shelves(Database):
    """Pages hang on entries, not on counts: they do not slip when tunes arrive meanwhile."""

    async def page(
        self,
        shelf: Shelf,
        owner: int,
        *,
        search: str = "",
        older_than: int | None = None,
        newer_than: int | None = None,
        size: int = PAGE_SIZE,
    ) -> Page:
        """The newest entries of a shelf, or those next to the entry with a given id.

        `owner` is the user's or the guild's id; `search` stands somewhere in the title or the type. The page
        at the new end is always full; where nothing is left on the side that was asked for, it is the newest.
        """
        asked = {"owner": owner, "words": _anywhere(search), "size": size}
        entries: list[Entry] = []
        if newer_than is not None:
            found = await self._rows(_NEWER[shelf], {**asked, "at": newer_than})
            entries = [entry_of(row) for row in found][::-1]
        elif older_than is not None:
            found = await self._rows(_OLDER[shelf], {**asked, "at": older_than})
            entries = [entry_of(row) for row in found]
        if not entries or (newer_than is not None and len(entries) < size):
            found = await self._rows(_OLDER[shelf], {**asked, "at": _LAST})
            entries = [entry_of(row) for row in found]
        first = entries[0].id if entries else _LAST
        ((total, newer),) = await self._rows(_COUNT[shelf], {**asked, "at": first})
        return Page(tuple(entries), newer, total)

    async def most_saved(self, guild_id: int, size: int = PAGE_SIZE) -> list[tuple[Entry, int]]:
        """The server's tunes that most people saved, with how many did."""
        return [(entry_of(row), row["saves"]) for row in await self._rows(_MOST_SAVED, (guild_id, size))]


def _anywhere(words: str) -> str | None:
    """As a LIKE pattern; its signs in the words themselves mean nothing."""
    if not words:
        return None
    literal = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{literal}%"
