"""What people saved."""

from __future__ import annotations

from bot.history.database import Database

_UNSAVE = "DELETE FROM favourites WHERE user_id = ? AND tune_id = ?"
_SAVE = (
    "INSERT INTO favourites (user_id, tune_id, saved_at) SELECT :user, id, :now FROM tunes WHERE id = :tune"
)
_SAVES = "SELECT count(*) FROM favourites WHERE tune_id = ?"


class Saved(Database):
    """Tunes that somebody wants to keep at hand."""

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
