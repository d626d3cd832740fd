"""Copies of the database: one that is whole though the bot goes on writing, and the way back.

Plain sqlite3, no bot: these run in a process of their own. A copy is looked over before it counts as one.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.history.migrations import MIGRATIONS
from bot.history.sqlite_errors import UNREADABLE, fault
from generator.errors import LiltError

BUSY_SECONDS = 30.0
BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database; it belongs to it."""


class BackupError(LiltError):
    """A copy that cannot be made, or that is none."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A database that was looked over: how many tunes and bytes it has."""

    path: Path
    tunes: int
    size: int

    def __str__(self) -> str:
        return f"{self.path}: {self.tunes:,} tunes, {self.size / 1e6:,.1f} MB, looked over"


def back_up(database: Path, target: Path) -> Copy:
    """Copy the database as it is at one moment. Raises BackupError; a file that exists is left alone."""
    if not database.is_file():
        raise BackupError("There is no history in LILT_DATA to back up yet.")
    with _reserved(target) as part:
        _copy(database, part)
        copy = inspect(part)
        part.replace(target)
    return Copy(target, copy.tunes, copy.size)


def restore(source: Path, database: Path, now: datetime | None = None) -> tuple[Copy, Path | None]:
    """Put a copy in the database's place; where the one before it lies now. Nobody may have it open.

    Raises BackupError, before anything was touched. At no moment is the database before it nowhere.
    """
    inspect(source)
    part = database.with_name(f"{database.name}.part")
    try:
        part.unlink(missing_ok=True)
        _copy(source, part)
        copy = inspect(part)
        kept = _keep(database, now or datetime.now(UTC))
        for ending in BESIDE:  # the new one must not be taken for what these belong to
            _beside(database, ending).unlink(missing_ok=True)
        part.replace(database)
    except OSError as error:
        raise BackupError(f"The history cannot be replaced: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return Copy(source, copy.tunes, copy.size), kept


def inspect(path: Path) -> Copy:
    """Look a copy over from end to end. Raises BackupError if it is damaged, or not of a Lilt."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    try:
        with closing(_connect(path)) as db:
            ((verdict,),) = db.execute("PRAGMA integrity_check(1)").fetchall()
            ((layout,),) = db.execute("PRAGMA user_version").fetchall()
            if verdict == "ok" and 0 < layout <= len(MIGRATIONS):
                ((tunes,),) = db.execute("SELECT count(*) FROM tunes").fetchall()
                return Copy(path, tunes, path.stat().st_size)
    except sqlite3.Error as error:
        raise BackupError(f"{path} is no backup of Lilt's, or it is damaged.") from error
    if verdict == "ok" and layout > len(MIGRATIONS):
        raise BackupError(f"{path} was written by a newer Lilt; please update this one.")
    raise BackupError(f"{path} is no backup of Lilt's, or it is damaged.")


def _connect(path: Path) -> sqlite3.Connection:
    """Open what exists. Not read-only: what lies beside a database may have to be taken in first."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)


def _copy(source: Path, target: Path) -> None:
    """One transaction, so it is of one moment, however much is written meanwhile."""
    try:
        with closing(_connect(source)) as db:
            db.execute("VACUUM INTO ?", (str(target),))
        with closing(_connect(target)) as copy, copy:
            _leave_out_orders(copy)
    except sqlite3.Error as error:
        raise BackupError(fault(error) or UNREADABLE) from error
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _leave_out_orders(copy: sqlite3.Connection) -> None:
    """They have keys to people's messages, and would be carried out a second time some day."""
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").fetchone():
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("DELETE FROM jobs")


@contextmanager
def _reserved(target: Path) -> Iterator[Path]:
    """A name to write to beside `target`, which nobody else can take meanwhile; both are for us alone."""
    part = target.with_name(f"{target.name}.part")
    made: list[Path] = []
    try:
        for path in (part, target):
            path.touch(mode=0o600, exist_ok=False)
            made.append(path)
        yield part
    except FileExistsError as error:
        raise BackupError(f"{error.filename} exists; please choose another name.") from error
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        if part.exists():  # else it has become the target
            for path in made:
                path.unlink()


def _keep(database: Path, now: datetime) -> Path | None:
    """Copy the database, with what lies beside it, to a name of its own."""
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%SZ}")
    if kept.exists():
        raise BackupError(f"{kept} exists; please move it away.")
    for ending in BESIDE:
        if _beside(database, ending).exists():
            shutil.copy2(_beside(database, ending), _beside(kept, ending))
    shutil.copy2(database, kept)
    return kept


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)
