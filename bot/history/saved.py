"""Saved tunes, families of tunes (which was made from which), and the texts that tunes were sent in."""

from __future__ import annotations

import json

from bot.history.database import Database
from bot.history.values import Entry, SentBook, entry_of

MOST_RELATIVES = 1000

_UNSAVE = "DELETE FROM favourites WHERE user_id = ? AND tune_id = ?"
_SAVE = (
    "INSERT INTO favourites (user_id, tune_id, saved_at) "
    "SELECT :user, id, :now FROM tunes WHERE id = :tune ON CONFLICT DO NOTHING"
)
_SAVES = "SELECT count(*) FROM favourites WHERE tune_id = ?"
_HAS_SAVED = "SELECT count(*) FROM favourites WHERE user_id = ? AND tune_id = ?"
_SAVED = (
    "SELECT tunes.* FROM favourites JOIN tunes ON tunes.id = tune_id "
    "WHERE favourites.user_id = ? ORDER BY saved_at DESC, tune_id DESC LIMIT ?"
)
_BOOK = "SELECT heading, '' AS text FROM books WHERE tune_id = ?"
_BOOK_WITH_TEXT = "SELECT heading, text FROM books WHERE tune_id = ?"
_FAMILY = """
    WITH RECURSIVE
        up (id, parent) AS (
            SELECT id, parent FROM tunes WHERE id = :id
            UNION SELECT tunes.id, tunes.parent FROM tunes JOIN up ON tunes.id = up.parent
        ),
        down (id) AS (
            SELECT id FROM up
            UNION SELECT tunes.id FROM tunes JOIN down ON tunes.parent = down.id
            LIMIT :most
        )
    SELECT tunes.* FROM tunes JOIN down USING (id) ORDER BY id
"""


class Saved(Database):
    """Who saved which tune; and a tune's family."""

    async def save(self, user_id: int, entry_id: int) -> bool:
        """Save a tune; whether it was not saved yet. A tune that was deleted stays deleted."""
        values = {"user": user_id, "now": int(self._clock()), "tune": entry_id}
        async with self._transaction():
            return (await self._db.execute(_SAVE, values)).rowcount > 0

    async def unsave(self, user_id: int, entry_id: int) -> None:
        """Remove a tune from the user's saved ones; twice is the same as once."""
        async with self._transaction():
            await self._db.execute(_UNSAVE, (user_id, entry_id))

    async def saves(self, entry_id: int) -> int:
        """How many users saved a tune."""
        ((count,),) = await self._rows(_SAVES, (entry_id,))
        return int(count)

    async def saved_last(self, user_id: int, size: int) -> list[Entry]:
        """The tunes that a user saved last, the latest first, at most `size`."""
        return [entry_of(row) for row in await self._read(_SAVED, (user_id, size))]

    async def book(self, entry_id: int, *, with_text: bool = False) -> SentBook | None:
        """The text that the tune was the first one of; None if it was alone, or the text is no longer kept.

        Its text is read only on demand: it may be long.
        """
        for row in await self._rows(_BOOK_WITH_TEXT if with_text else _BOOK, (entry_id,)):
            return SentBook.from_json({**json.loads(row["heading"]), "text": row["text"]})
        return None

    async def has_saved(self, user_id: int, entry_id: int) -> bool:
        """Whether a user saved the tune."""
        ((count,),) = await self._rows(_HAS_SAVED, (user_id, entry_id))
        return bool(count)

    async def family(self, entry_id: int) -> list[Entry]:
        """The tune, its ancestors and all their descendants, parents before children.

        At most `MOST_RELATIVES`; empty if there is no such tune.
        """
        found = await self._rows(_FAMILY, {"id": entry_id, "most": MOST_RELATIVES})
        return [entry_of(row) for row in found]
