"""What SQLite's errors mean to whoever runs the bot. Knows nothing of what is stored."""

from __future__ import annotations

import sqlite3

DAMAGED = (
    "The history in LILT_DATA is damaged; nothing was changed. "
    "`python -m bot restore FILE` puts a backup in its place."
)
UNREADABLE = "The history cannot be read; please check LILT_DATA."
UNWRITABLE = "The history cannot be written; please check who may write to LILT_DATA."
LOCKED = "Another program keeps the history locked; please stop it first."
FULL = "The disk of LILT_DATA is full; please make room."
BROKEN = "The disk of LILT_DATA does not take what is written; please look at the system's log."

_MEANINGS = {
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_PERM: UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: UNWRITABLE,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: BROKEN,
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,  # what a full disk says to whoever opens a database
}
_PRIMARY = 0xFF
"""An extended error code carries its primary one in the lowest byte."""


def fault(error: BaseException) -> str | None:
    """What is wrong with the database or its disk, in a sentence; None if it is something else."""
    code = getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None
    return None if code is None else _MEANINGS.get(code) or _MEANINGS.get(code & _PRIMARY)
