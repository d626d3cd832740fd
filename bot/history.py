"""Every tune that was made, in SQLite; all SQL of the bot. Knows nothing of Discord but its numbers.

One connection. Whatever writes holds the lock for its whole transaction: statements of two coroutines on one
connection would otherwise share it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

import aiosqlite

from bot.migrations import HistoryError, migrate
from generator.names import numbered, unnumbered
from generator.tune import ComposeRequest, Tune

NAME_LENGTH = 100
PAGE_SIZE = 10
BUSY_SECONDS = 10

Shelf = Literal["mine", "server"]
"""Whose tunes are listed: a person's, wherever they made them, or a server's."""

_BY_ID = "SELECT * FROM tunes WHERE id = ?"
_OLDER: dict[Shelf, str] = {
    "mine": "SELECT * FROM tunes WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
    "server": "SELECT * FROM tunes WHERE guild_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
}
_NEWER: dict[Shelf, str] = {
    "mine": "SELECT * FROM tunes WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?",
    "server": "SELECT * FROM tunes WHERE guild_id = ? AND id > ? ORDER BY id LIMIT ?",
}
_COUNT: dict[Shelf, str] = {
    "mine": "SELECT count(*), count(*) FILTER (WHERE id > ?) FROM tunes WHERE user_id = ?",
    "server": "SELECT count(*), count(*) FILTER (WHERE id > ?) FROM tunes WHERE guild_id = ?",
}
_ADD = (
    "INSERT INTO tunes (user_id, user_name, guild_id, channel_id, created_at, asked, tune) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_NAMED = "SELECT title, tune FROM tunes WHERE title = :title OR (title > :from AND title < :to)"
_DELIVERED = "UPDATE tunes SET message_id = ? WHERE id = ? AND message_id IS NULL"

_LAST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asked, and where; `guild_id` is None in direct messages."""

    user_id: int
    user_name: str
    guild_id: int | None
    channel_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A tune in the history. `id` is the number people see; `created_at` is in seconds since 1970, UTC.

    `asked` is the request as it was asked, with what was left open; `message_id` is None until delivered.
    """

    id: int
    asker: Asker
    message_id: int | None
    created_at: int
    asked: ComposeRequest
    tune: Tune

    def visible_to(self, user_id: int, guild_id: int | None) -> bool:
        """Whoever is in the server where it was made may see it, and its author anywhere."""
        return self.asker.user_id == user_id or (guild_id is not None and self.asker.guild_id == guild_id)


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a shelf, newest first; `newer` are left out before them, `total` lie on the shelf."""

    entries: tuple[Entry, ...]
    newer: int
    total: int

    @property
    def older(self) -> int:
        return self.total - self.newer - len(self.entries)


class History:
    """`async with History.open(path) as history`; `clock` tells the seconds since 1970."""

    def __init__(self, db: aiosqlite.Connection, clock: Callable[[], float]) -> None:
        self._db = db
        self._clock = clock
        self._writing = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, clock: Callable[[], float] = time.time) -> AsyncIterator[Self]:
        """Open, or make, the database and bring its layout up to date. Raises HistoryError."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            db = await aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise HistoryError("The history cannot be opened; please check LILT_DATA.") from error
        try:
            await _prepare(db)
            yield cls(db, clock)
        finally:
            await db.close()

    async def add(self, asker: Asker, asked: ComposeRequest, tune: Tune) -> Entry:
        """The entry's tune has another name, "… No. 2", where a different tune has this one already."""
        created_at = int(self._clock())
        asker = replace(asker, user_name=asker.user_name[:NAME_LENGTH])
        where = (asker.user_id, asker.user_name, asker.guild_id, asker.channel_id)
        async with self._transaction():
            tune = tune.renamed(await self._free_title(tune))
            values = (*where, created_at, _dump(asked), _dump(tune))
            added = await self._db.execute(_ADD, values)
        assert added.lastrowid is not None  # noqa: S101 - an INSERT into a table with a row id
        return Entry(
            id=added.lastrowid, asker=asker, message_id=None, created_at=created_at, asked=asked, tune=tune
        )

    async def _free_title(self, tune: Tune) -> str:
        numbers = f"{unnumbered(tune.title)} No. "
        limits = {"title": tune.title, "from": numbers, "to": numbers + chr(0x10FFFF)}
        found = await self._db.execute_fetchall(_NAMED, limits)
        named = {row["title"]: Tune.from_json(json.loads(row["tune"])) for row in found}
        made_alike = (tune.request, tune.model)
        same = (name for name, other in named.items() if (other.request, other.model) == made_alike)
        return next(same, None) or numbered(tune.title, named)

    async def delivered(self, entry_id: int, message_id: int) -> None:
        """Remember the message in which a tune was first shown."""
        async with self._transaction():
            await self._db.execute(_DELIVERED, (message_id, entry_id))

    async def get(self, entry_id: int) -> Entry | None:
        found = await self._db.execute_fetchall(_BY_ID, (entry_id,))
        return next(map(_entry, found), None)

    async def page(
        self,
        shelf: Shelf,
        owner: int,
        *,
        older_than: int | None = None,
        newer_than: int | None = None,
        size: int = PAGE_SIZE,
    ) -> Page:
        """The newest entries of a shelf, or those next to the entry with a given id.

        `owner` is the user's or the guild's id. Pages hang on entries, not on counts: they do not slip when
        tunes arrive meanwhile. The page at the new end is always full.
        """
        entries: list[Entry] = []
        if newer_than is not None:
            found = await self._db.execute_fetchall(_NEWER[shelf], (owner, newer_than, size))
            entries = [_entry(row) for row in found][::-1]
        if newer_than is None or len(entries) < size:
            last = _LAST if older_than is None else older_than
            found = await self._db.execute_fetchall(_OLDER[shelf], (owner, last, size))
            entries = [_entry(row) for row in found]
        first = entries[0].id if entries else _LAST
        total, newer = next(iter(await self._db.execute_fetchall(_COUNT[shelf], (first, owner))))
        return Page(tuple(entries), newer, total)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        async with self._writing:
            try:
                await self._db.execute("BEGIN IMMEDIATE")
                yield
                await self._db.commit()
            except BaseException:
                await self._db.rollback()
                raise


async def _prepare(db: aiosqlite.Connection) -> None:
    try:
        await _write_ahead(db)
        await db.execute("PRAGMA foreign_keys = ON")
        await migrate(db)
    except sqlite3.Error as error:
        raise HistoryError("The history cannot be read; please check LILT_DATA.") from error
    db.row_factory = aiosqlite.Row


async def _write_ahead(db: aiosqlite.Connection) -> None:
    """Switch to WAL. SQLite itself does not wait for this lock: whoever loses the race for it tries again."""
    try:
        async with asyncio.timeout(BUSY_SECONDS):
            while True:
                if await _switched(db):
                    return
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise HistoryError("Another program keeps the history locked; please stop it first.") from None


async def _switched(db: aiosqlite.Connection) -> bool:
    try:
        await db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _dump(value: ComposeRequest | Tune) -> str:
    return json.dumps(value.to_json(), ensure_ascii=False)


def _entry(row: Any) -> Entry:
    asker = Asker(
        user_id=row["user_id"],
        user_name=row["user_name"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
    )
    return Entry(
        id=row["id"],
        asker=asker,
        message_id=row["message_id"],
        created_at=row["created_at"],
        asked=ComposeRequest.from_json(json.loads(row["asked"])),
        tune=Tune.from_json(json.loads(row["tune"])),
    )
