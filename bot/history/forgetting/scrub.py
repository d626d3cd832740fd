"""Scrubbing: what was deleted is removed from the database's files too.

SQLite overwrites what is deleted, but three places keep it: the write-ahead log until it is truncated, the
unused space of pages whose rows moved, and the index of phrases until its segments are merged. So a deletion
records, in its own transaction, that a scrub is due. That stays recorded until a scrub succeeds, in this
process or in a later one.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosqlite

from bot.history.database import Database
from generator.engine.background import background

log = logging.getLogger(__name__)

LOCK_SECONDS = 0.5
"""How long a scrub waits for the locks of other programs. All writers wait with it."""
MINUTE = 60.0
PATIENCE = 60
"""Tries that give way to orders that wait and to others who write. The next ones do not."""
_OPCODES = 1000
"""SQLite's steps between two looks at the writers that wait: about a tenth of a millisecond."""

# The fact "scrub" says that one is due. Its value grows with each deletion that needs one.
_SET_DUE = (
    "INSERT INTO facts (name, value) VALUES ('scrub', '1') "
    "ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
)
_DUE = "SELECT value FROM facts WHERE name = 'scrub'"
_DONE = "DELETE FROM facts WHERE name = 'scrub' AND value = ?"
_WAITING = "SELECT 1 FROM jobs LIMIT 1"
_MERGE = "INSERT INTO phrases (phrases) VALUES ('optimize')"


class Scrub(Database):
    """Keeps in mind that a scrub is due, and scrubs."""

    async def _set_scrub_due(self) -> None:
        """In the open transaction."""
        await self._db.execute(_SET_DUE)

    async def scrub(self, *, at_once: bool = False) -> bool:
        """Remove what was deleted from the files, if that is due; returns whether nothing of it is left.

        The log beside the database is emptied at once. The database itself is rewritten when no order waits
        and nobody wants to write; with `at_once` regardless of both. That takes seconds for a large file, and
        others can read meanwhile. False where it has to be tried again, also if the disk is full.
        """
        due = [row["value"] for row in await self._rows(_DUE)]
        if not due:
            return True
        try:
            done = await self._scrubbed(at_once)
        except sqlite3.Error as error:
            log.warning("what was deleted cannot be removed from the files: %s", error)
            return False
        if done:
            async with self._transaction():
                await self._db.execute(_DONE, due)
        return done

    async def _scrubbed(self, at_once: bool) -> bool:
        (main, *_) = await self._rows("PRAGMA database_list")
        async with aiosqlite.connect(main["file"], timeout=LOCK_SECONDS, isolation_level=None) as own:
            async with self._writing:
                if not await _log_emptied(own):
                    return False
            if not at_once:
                await own.set_progress_handler(self._is_wanted, _OPCODES)
                if await self._rows(_WAITING):
                    return False
            async with self._writing:
                await own.execute(_MERGE)
                await own.execute("VACUUM")
                return await _log_emptied(own)

    def _is_wanted(self) -> bool:
        """Whether somebody waits to write."""
        return self._waiting > 0


async def _log_emptied(own: aiosqlite.Connection) -> bool:
    """Whether the write-ahead log could be truncated: not while another program reads what is in it."""
    ((busy, *_),) = await own.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    if busy:
        log.warning("another program reads the database, so parts of what was deleted stay in its log")
    return not busy


@asynccontextmanager
async def scrubbing(history: Scrub, every: float = MINUTE) -> AsyncIterator[None]:
    """Scrub now, before anybody waits, and then whenever it is due, as long as the context lasts.

    What fails is tried again until it succeeds.
    """
    failed = 0 if await history.scrub(at_once=True) else 1
    async with background(_scrub_forever(history, every, failed), "scrubbing"):
        yield


async def _scrub_forever(history: Scrub, every: float, failed: int) -> None:
    """`failed`: how many tries in a row have failed."""
    while True:
        if failed:
            log.warning("what was deleted is not removed from the files yet; next try in %.0f s", every)
        await asyncio.sleep(every)
        try:
            done = await history.scrub(at_once=failed >= PATIENCE)
        except sqlite3.Error:
            log.exception("what was deleted cannot be removed from the files")
            done = False
        if failed and done:
            log.info("what was deleted is removed from the files now")
        failed = 0 if done else failed + 1
