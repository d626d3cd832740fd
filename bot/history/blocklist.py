"""Whom the owner of the bot shut out."""

from __future__ import annotations

from bot.history.database import Database

_BLOCK = "INSERT INTO blocked (user_id, since) VALUES (?, ?) ON CONFLICT DO NOTHING"
_UNBLOCK = "DELETE FROM blocked WHERE user_id = ?"
_BLOCKED = "SELECT user_id, since FROM blocked ORDER BY since, user_id"
_IS_BLOCKED = "SELECT 1 FROM blocked WHERE user_id = ?"


class Blocks(Database):
    """People whom the bot does not answer."""

    async def block(self, user_id: int) -> bool:
        """Whether that is new."""
        async with self._transaction():
            return (await self._db.execute(_BLOCK, (user_id, int(self._clock())))).rowcount == 1

    async def unblock(self, user_id: int) -> bool:
        """Whether there was something to take back."""
        async with self._transaction():
            return (await self._db.execute(_UNBLOCK, (user_id,))).rowcount == 1

    async def blocked(self) -> dict[int, int]:
        """Since when (seconds since 1970) whom."""
        return {row["user_id"]: row["since"] for row in await self._rows(_BLOCKED)}

    async def is_blocked(self, user_id: int) -> bool:
        return bool(await self._rows(_IS_BLOCKED, (user_id,)))
