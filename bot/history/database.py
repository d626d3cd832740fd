"""The database file: opened, checked and migrated; one transaction at a time.

All writers use one connection. A writer holds a lock for its whole transaction, because on one connection
the statements of two coroutines would end up in the same transaction. Searches and exports, which may take a
moment, have a connection of their own, so that nobody who only wants one row waits for them.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.history.migrations import HistoryError, migrate
from bot.history.sqlite_errors import DAMAGED, LOCKED, UNREADABLE, UNWRITABLE, fault
from bot.private_files import private_file, private_folder, restrict_file

BUSY_SECONDS = 10
BESIDE = ("-wal", "-shm")
"""The endings of the files that SQLite keeps beside a database; they belong to it."""


class Database:
    """`async with Database.open(path) as database`; `clock` tells the seconds since 1970."""

    def __init__(
        self, db: aiosqlite.Connection, reading: aiosqlite.Connection, clock: Callable[[], float]
    ) -> None:
        self._db = db
        self._reading = reading
        self._clock = clock
        self._writing = asyncio.Lock()
        self._waiting = 0
        """How many transactions wait for their turn."""
        self._suggesting = asyncio.Lock()
        self._typed: dict[int, object] = {}
        """The last keystroke of each user whose search is not done."""

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, clock: Callable[[], float] = time.time) -> AsyncIterator[Self]:
        """Open or create the database, check it and migrate it.

        Raises HistoryError. A file that is damaged or cannot be written is not changed.
        """
        try:
            make_private(path)
            db = await _connect(path)
        except (OSError, sqlite3.Error) as error:
            raise HistoryError(fault(error) or UNWRITABLE) from error
        async with AsyncExitStack() as opened:
            opened.push_async_callback(db.close)
            await _prepare(db)
            reading = await _connect(path)
            opened.push_async_callback(reading.close)
            await reading.execute("PRAGMA query_only = ON")
            yield cls(db, reading, clock)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        async with self._turn_to_write():
            try:
                await self._db.execute("BEGIN IMMEDIATE")
                yield
                await self._db.commit()
            except BaseException:
                await self._db.rollback()
                raise

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        self._waiting += 1
        try:
            await self._writing.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._writing.release()

    async def _rows(self, sql: str, values: Any = ()) -> list[Any]:
        return list(await self._db.execute_fetchall(sql, values))

    async def _read(self, sql: str, values: Any = ()) -> list[Any]:
        """The rows of a query that may take a moment: what is committed, not the open transaction."""
        return list(await self._reading.execute_fetchall(sql, values))


def make_private(path: Path) -> None:
    """Create a database file that only its owner may read; the files beside it get the same mode.

    Raises OSError.
    """
    private_folder(path.parent)
    private_file(path)
    for ending in BESIDE:
        restrict_file(path.with_name(path.name + ending))


async def _connect(path: Path) -> aiosqlite.Connection:
    """Raises sqlite3.Error. A try without aiosqlite comes first: its thread outlives a connection that fails,
    and then meets an event loop that is closed."""
    await asyncio.to_thread(lambda: sqlite3.connect(path).close())
    db = await aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    db.row_factory = aiosqlite.Row
    return db


async def _prepare(db: aiosqlite.Connection) -> None:
    try:
        await _write_ahead(db)
        await db.execute("PRAGMA foreign_keys = ON")
        await db.execute("PRAGMA secure_delete = ON")  # overwrites what is deleted
        await _check_integrity(db)
        await migrate(db)
        await db.execute("BEGIN IMMEDIATE")
        await write_something(db)
        await db.commit()
    except sqlite3.Error as error:
        raise HistoryError(fault(error) or UNREADABLE) from error


async def _check_integrity(db: aiosqlite.Connection) -> None:
    """Find damage before it spreads. Takes a quarter of a second for a quarter of a gigabyte."""
    ((verdict,),) = await db.execute_fetchall("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise HistoryError(DAMAGED)


async def _write_ahead(db: aiosqlite.Connection) -> None:
    """Switch to WAL. SQLite itself does not wait for the lock that this needs, so try again."""
    try:
        async with asyncio.timeout(BUSY_SECONDS):
            while True:
                if await _switched(db):
                    return
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise HistoryError(LOCKED) from None


async def _switched(db: aiosqlite.Connection) -> bool:
    try:
        await db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


async def write_something(db: aiosqlite.Connection) -> None:
    """Write the schema version again, in the open transaction. Fails if the disk is full."""
    ((version,),) = await db.execute_fetchall("PRAGMA user_version")
    await db.execute(f"PRAGMA user_version = {int(version)}")
