"""One bot for each LILT_DATA: a lock that ends with the process, however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.history.sqlite_errors import UNWRITABLE
from generator.errors import LiltError

FILE = "lock"


class Occupied(LiltError):
    """A bot runs with this folder."""

    def __init__(self) -> None:
        super().__init__("A bot is running with this LILT_DATA already; please stop it first.")


class NoFolder(LiltError):
    """LILT_DATA cannot be written."""


@contextmanager
def sole(folder: Path) -> Iterator[None]:
    """Have the folder for oneself. Raises Occupied, or NoFolder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / FILE, timeout=0)
        lock.acquire()
    except Timeout:
        raise Occupied from None
    except OSError as error:
        raise NoFolder(UNWRITABLE) from error
    try:
        yield
    finally:
        lock.release()
