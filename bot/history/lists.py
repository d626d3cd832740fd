"""Lists of tunes: newest first, page by page, or the most saved first."""

from __future__ import annotations

from bot.history.database import Database
from bot.history.values import Entry, Page, Shelf, entry_of

PAGE_SIZE = 10

_WHERE: dict[Shelf, str] = {
    "mine": "user_id = :owner",
    "server": "guild_id = :owner",
    "saved": "id IN (SELECT tune_id FROM favourites WHERE user_id = :owner)",
}
_MATCHES = r"(:words IS NULL OR words LIKE :words ESCAPE '\')"


def _for_each_shelf(sql: str) -> dict[Shelf, str]:
    return {shelf: sql.format(f"search WHERE {where} AND {_MATCHES}") for shelf, where in _WHERE.items()}


_OLDER = _for_each_shelf(
    "SELECT * FROM tunes WHERE id IN (SELECT id FROM {} AND id < :at ORDER BY id DESC LIMIT :size) "
    "ORDER BY id DESC"
)
_NEWER = _for_each_shelf(
    "SELECT * FROM tunes WHERE id IN (SELECT id FROM {} AND id > :at ORDER BY id LIMIT :size) ORDER BY id"
)
_COUNT = _for_each_shelf("SELECT count(*), count(*) FILTER (WHERE id > :at) FROM {}")
_TITLES = _for_each_shelf("SELECT id, words FROM {} ORDER BY id DESC LIMIT :size")
_MOST_SAVED = (
    "SELECT tunes.*, count(*) AS saves FROM favourites JOIN tunes ON tunes.id = tune_id "
    "WHERE guild_id = ? GROUP BY tunes.id ORDER BY saves DESC, tunes.id DESC LIMIT ?"
)

_LAST = 2**63 - 1


class Lists(Database):
    """A page starts at an entry, not at a count, so that it does not shift when tunes are added."""

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
        """The newest entries of a list, or those next to the entry with a given id.

        `owner` is the user's or the guild's id; `search` is part of the title or the type. The newest page is
        always full. If there is nothing older or newer, this is the newest page.
        """
        asked = {"owner": owner, "words": _like_pattern(search), "size": size}
        entries: list[Entry] = []
        if newer_than is not None:
            found = await self._read(_NEWER[shelf], {**asked, "at": newer_than})
            entries = [entry_of(row) for row in found][::-1]
        elif older_than is not None:
            found = await self._read(_OLDER[shelf], {**asked, "at": older_than})
            entries = [entry_of(row) for row in found]
        if not entries or (newer_than is not None and len(entries) < size):
            found = await self._read(_OLDER[shelf], {**asked, "at": _LAST})
            entries = [entry_of(row) for row in found]
        first = entries[0].id if entries else _LAST
        ((total, newer),) = await self._read(_COUNT[shelf], {**asked, "at": first})
        return Page(tuple(entries), newer, total)

    async def suggest(
        self, typist: int, shelf: Shelf, owner: int, *, search: str, size: int
    ) -> list[tuple[int, str]]:
        """Numbers and titles of the newest tunes of a list that a user, the `typist`, is typing a search for.

        One search at a time runs for all who type. One that waits is dropped when its typist has typed more.
        """
        keystroke = self._typed[typist] = object()
        async with self._suggesting:
            if self._typed.get(typist) is not keystroke:
                return []
            asked = {"owner": owner, "words": _like_pattern(search), "size": size}
            try:
                rows = await self._read(_TITLES[shelf], asked)
            finally:
                if self._typed.get(typist) is keystroke:
                    del self._typed[typist]
        return [(row["id"], row["words"].partition("\n")[0]) for row in rows]

    async def most_saved(self, guild_id: int, size: int = PAGE_SIZE) -> list[tuple[Entry, int]]:
        """The guild's most saved tunes, each with the number of users who saved it."""
        return [(entry_of(row), row["saves"]) for row in await self._read(_MOST_SAVED, (guild_id, size))]


def _like_pattern(words: str) -> str | None:
    """A LIKE pattern that finds the words as they are; None finds everything."""
    if not words:
        return None
    literal = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{literal}%"
