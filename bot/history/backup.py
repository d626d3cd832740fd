"""Backups: consistent copies of the database, made while the bot runs, and restoring one.

Plain sqlite3, because these run in a process of their own. Every copy is checked from end to end.
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

from bot.history.database import BESIDE
from bot.history.migrations import MIGRATIONS
from bot.history.sqlite_errors import UNREADABLE, fault
from bot.private_files import private_file
from generator.errors import LiltError

BUSY_SECONDS = 30.0


class BackupError(LiltError):
    """A copy that cannot be made or used."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A database that was checked; `size` in bytes."""

    path: Path
    tunes: int
    size: int

    def __str__(self) -> str:
        return f"{self.path}: {self.tunes:,} tunes, {self.size / 1e6:,.1f} MB, checked"


def back_up(database: Path, target: Path) -> Copy:
    """Copy the database as it is at one moment. Raises BackupError, also if `target` exists."""
    if not database.is_file():
        raise BackupError("There is no history in LILT_DATA to back up yet.")
    with _reserved(target) as part:
        _copy(database, part)
        copy = inspect(part)
        part.replace(target)
    return Copy(target, copy.tunes, copy.size)


def restore(source: Path, database: Path, now: datetime | None = None) -> tuple[Copy, Path | None]:
    """Replace the database with a copy; returns where the previous database is kept. No one may have it open.

    Raises BackupError before anything is changed. The previous database exists at every moment.
    """
    inspect(source)
    part = database.with_name(f"{database.name}.part")
    try:
        part.unlink(missing_ok=True)
        private_file(part)
        _copy(source, part)
        copy = inspect(part)
        previous = _keep(database, now or datetime.now(UTC))
        for ending in BESIDE:  # they belong to the previous database
            _beside(database, ending).unlink(missing_ok=True)
        part.replace(database)
    except OSError as error:
        raise BackupError(f"The history cannot be replaced: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return Copy(source, copy.tunes, copy.size), previous


def inspect(path: Path) -> Copy:
    """Check a copy from end to end. Raises BackupError if it is damaged or not a database of Lilt's."""
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
        raise BackupError(f"{path} is not a backup of Lilt's, or it is damaged.") from error
    if verdict == "ok" and layout > len(MIGRATIONS):
        raise BackupError(f"{path} was written by a newer Lilt; please update this one.")
    raise BackupError(f"{path} is not a backup of Lilt's, or it is damaged.")


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file that exists. Not read-only: SQLite may have to merge the files beside it first."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)


def _copy(source: Path, target: Path) -> None:
    """Copy in one transaction, so that the copy is of one moment."""
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
    """Orders hold keys to users' messages, and a restored bot would carry them out a second time."""
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").fetchone():
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("DELETE FROM jobs")


@contextmanager
def _reserved(target: Path) -> Iterator[Path]:
    """A temporary name beside `target`. Both names are reserved, and only their owner can read them."""
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
        if part.exists():  # else it was renamed to the target
            for path in made:
                path.unlink()


def _keep(database: Path, now: datetime) -> Path | None:
    """Copy the database and the files beside it to a name with the date."""
    if not database.exists():
        return None
    copy = database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%SZ}")
    if copy.exists():
        raise BackupError(f"{copy} exists; please move it away.")
    for ending in BESIDE:
        if _beside(database, ending).exists():
            _copy_privately(_beside(database, ending), _beside(copy, ending))
    _copy_privately(database, copy)
    return copy


def _copy_privately(source: Path, target: Path) -> None:
    private_file(target)
    shutil.copyfile(source, target)


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)
