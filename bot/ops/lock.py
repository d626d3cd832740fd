"""A lock on LILT_DATA: one bot for each folder. It ends with the process, even if that is killed."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.history.sqlite_errors import UNWRITABLE
from bot.private_files import private_folder
from generator.errors import LiltError

FILE = "lock"
ENDING_SECONDS = 15.0
"""For how long a start waits for a bot that is ending, such as one whose playground was killed: that takes
five seconds, and ten where it finishes tunes that run."""
SAID_AFTER_SECONDS = 1.0
POLL_SECONDS = 0.1
WAITING = "A bot is still running with this LILT_DATA; waiting for up to {:.0f} seconds for it to end…"
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


@asynccontextmanager
async def lock_in_time(folder: Path, *files: str) -> AsyncIterator[None]:
    """As `data_lock`, but waits for a bot that is just ending, and says so on standard error."""
    begun, is_said = time.monotonic(), False
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(data_lock(folder, *files))
                break
            except AlreadyRunning:
                waited = time.monotonic() - begun
                if waited >= ENDING_SECONDS:
                    raise
                if waited >= SAID_AFTER_SECONDS and not is_said:
                    sys.stderr.write(f"{WAITING.format(ENDING_SECONDS)}\n")
                    is_said = True
            await asyncio.sleep(POLL_SECONDS)
        yield
