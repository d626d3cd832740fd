"""Maintenance of the database: a check, facts of the bot's own, and retention (deleting old tunes daily)."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.history.database import Database, write_something

log = logging.getLogger(__name__)

DAY = 86_400.0

_FACT = "SELECT value FROM facts WHERE name = ?"
_SET_FACT = (
    "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_DELETE_OLD = "DELETE FROM tunes WHERE created_at < ? AND id NOT IN (SELECT tune_id FROM favourites)"


class Maintenance(Database):
    """A check of the database, named facts, and retention."""

    async def fact(self, name: str) -> str | None:
        """The fact with this name; None if it was never set."""
        return next((str(row["value"]) for row in await self._rows(_FACT, (name,))), None)

    async def set_fact(self, name: str, value: str) -> None:
        async with self._transaction():
            await self._db.execute(_SET_FACT, (name, value))

    async def delete_older_than(self, seconds: float) -> int:
        """Delete the tunes older than this that nobody saved; returns how many."""
        async with self._transaction():
            return (await self._db.execute(_DELETE_OLD, (int(self._clock() - seconds),))).rowcount

    async def check(self) -> None:
        """Read and write something. Raises sqlite3.Error if that fails."""
        await self._rows("SELECT id FROM tunes ORDER BY id DESC LIMIT 1")
        async with self._transaction():
            await write_something(self._db)


@asynccontextmanager
async def retention(history: Maintenance, days: int, every: float = DAY) -> AsyncIterator[None]:
    """Delete tunes older than `days` now and once a day, as long as the context lasts; 0 keeps all."""
    if not days:
        yield
        return
    task = asyncio.create_task(_delete_daily(history, days, every), name="retention")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _delete_daily(history: Maintenance, days: int, every: float) -> None:
    while True:
        try:
            count = await history.delete_older_than(days * DAY)
        except sqlite3.Error:
            log.exception("old tunes could not be deleted; the next try is in %.0f s", every)
        else:
            log.info("deleted %d tunes older than %d days", count, days)
        await asyncio.sleep(every)
