"""What tests of the database's files share: the words that are in them, and another program that reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

NAME = "lilt.sqlite3"


def traces(folder: Path, *words: str) -> list[str]:
    """The words that occur in the database file or in one of the files beside it."""
    raw = b"".join(path.read_bytes() for path in sorted(folder.glob(f"{NAME}*")))
    return [word for word in words if word.encode() in raw or _number(word) in raw]


def _number(word: str) -> bytes:
    """The bytes of a large whole number in an SQLite file."""
    return int(word).to_bytes(8, "big") if word.isdigit() else word.encode()


@asynccontextmanager
async def reader(folder: Path) -> AsyncIterator[None]:
    """Another program that reads the database, as it is now, as long as the context lasts."""
    async with aiosqlite.connect(folder / NAME, isolation_level=None) as other:
        await other.execute("BEGIN")
        await other.execute_fetchall("SELECT * FROM tunes")
        yield
