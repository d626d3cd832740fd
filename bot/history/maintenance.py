"""What the bot itself wants to remember, and what keeps the database well."""

from __future__ import annotations

from bot.history.database import Database, write_something

_FACT = "SELECT value FROM facts WHERE name = ?"
_KEEP = (
    "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_FORGET = "DELETE FROM tunes WHERE created_at < ? AND id NOT IN (SELECT tune_id FROM favourites)"


class Upkeep(Database):
    """For the bot and whoever runs it."""

    async def fact(self, name: str) -> str | None:
        """What was kept under this name."""
        return next((str(row["value"]) for row in await self._rows(_FACT, (name,))), None)

    async def keep_fact(self, name: str, value: str) -> None:
        async with self._transaction():
            await self._db.execute(_KEEP, (name, value))

    async def forget_older(self, seconds: float) -> int:
        """Delete the tunes of that age that nobody saved; how many there were."""
        async with self._transaction():
            return (await self._db.execute(_FORGET, (int(self._clock() - seconds),))).rowcount

    async def check(self) -> None:
        """Read and write; raises sqlite3.Error where that does not work."""
        await self._rows("SELECT id FROM tunes ORDER BY id DESC LIMIT 1")
        async with self._transaction():
            await write_something(self._db)
