"""What people saved, and what grew out of what."""

from __future__ import annotations

from bot.history.database import Database
from bot.history.values import Entry, entry_of

MOST_RELATIVES = 1000

_UNSAVE = "DELETE FROM favourites WHERE user_id = ? AND tune_id = ?"
_SAVE = (
    "INSERT INTO favourites (user_id, tune_id, saved_at) SELECT :user, id, :now FROM tunes WHERE id = :tune"
)
_SAVES = "SELECT count(*) FROM favourites WHERE tune_id = ?"
_HAS_SAVED = "SELECT count(*) FROM favourites WHERE user_id = ? AND tune_id = ?"
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
    """Tunes that somebody wants to keep at hand, and their families."""

    async def save(self, user_id: int, entry_id: int) -> bool:
        """Save a tune, or take that back; whether it is saved now (one that was deleted never is)."""
        async with self._transaction():
            taken_back = await self._db.execute(_UNSAVE, (user_id, entry_id))
            if taken_back.rowcount:
                return False
            values = {"user": user_id, "now": int(self._clock()), "tune": entry_id}
            return (await self._db.execute(_SAVE, values)).rowcount == 1

    async def saves(self, entry_id: int) -> int:
        """How many people saved a tune."""
        ((count,),) = await self._rows(_SAVES, (entry_id,))
        return int(count)

    async def has_saved(self, user_id: int, entry_id: int) -> bool:
        """Whether this person saved the tune."""
        ((count,),) = await self._rows(_HAS_SAVED, (user_id, entry_id))
        return bool(count)

    async def family(self, entry_id: int) -> list[Entry]:
        """The tune, all that it grew out of and all that grew out of those, parents before children.

        No more than `MOST_RELATIVES`; empty where there is no such tune.
        """
        found = await self._rows(_FAMILY, {"id": entry_id, "most": MOST_RELATIVES})
        return [entry_of(row) for row in found]
