"""A lock on LILT_DATA: one bot for each folder. It ends with the process, even if that is killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.history.sqlite_errors import UNWRITABLE
from bot.private_files import private_folder
from generator.errors import LiltError

FILE = "lock"
A_FOLDER = "{} in LILT_DATA is a folder, but Lilt keeps a file of that name; please move it away."


class AlreadyRunning(LiltError):
    """Another bot uses this folder."""

    def __init__(self) -> None:
        super().__init__("A bot is running with this LILT_DATA already; please stop it first.")


class DataUnwritable(LiltError):
    """LILT_DATA cannot be written."""


@contextmanager
def data_lock(folder: Path, *files: str) -> Iterator[None]:
    """Hold the lock as long as the context lasts. Raises AlreadyRunning or DataUnwritable.

    `files`: what else Lilt keeps in this folder. None of them may be a folder itself.
    """
    try:
        private_folder(folder)
        for name in (FILE, *files):
            if (folder / name).is_dir():
                raise DataUnwritable(A_FOLDER.format(name))
        lock = FileLock(folder / FILE, timeout=0)
        lock.acquire()
    except Timeout:
        raise AlreadyRunning from None
    except OSError as error:
        raise DataUnwritable(UNWRITABLE) from error
    try:
        yield
    finally:
        lock.release()
