"""SQLite's errors, each with a sentence for the operator."""

from __future__ import annotations

import sqlite3

DAMAGED = (
    "The history in LILT_DATA is damaged; nothing was changed. "
    "`python -m bot restore FILE` replaces it with a backup."
)
UNREADABLE = "The history cannot be read; please check LILT_DATA."
UNWRITABLE = "The history cannot be written; please check the permissions of LILT_DATA."
LOCKED = "Another program has locked the history; please stop it first."
FULL = "The disk of LILT_DATA is full; please make room."
BROKEN = "The disk of LILT_DATA cannot be read or written; please look at the system's log."

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
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,  # opening a database on a full disk
}
_PRIMARY = 0xFF
"""The lowest byte of an extended error code is the primary code."""


def fault(error: BaseException) -> str | None:
    """What is wrong with the database or its disk, in a sentence; None for any other error."""
    code = getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None
    return None if code is None else _MEANINGS.get(code) or _MEANINGS.get(code & _PRIMARY)
