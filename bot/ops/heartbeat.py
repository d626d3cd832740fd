"""A sign of life for whoever watches the process: a file that says, now and then, what is wrong, or nothing.

Knows nothing of Discord: what "well" means is the caller's.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

log = logging.getLogger(__name__)

Problem = Callable[[], Awaitable[str | None]]
"""What is wrong, in a sentence; None if all is well."""

FILE = "heartbeat"
SECONDS = 10.0
"""Between two beats."""

NOT_RUNNING = "No bot is running with this LILT_DATA, or it is still starting."
OVERDUE = 45.0
"""A heart that has not beaten for so many seconds has stopped."""


@asynccontextmanager
async def beating(folder: Path, problem: Problem, every: float = SECONDS) -> AsyncIterator[None]:
    """Write the problem to `folder/heartbeat` every `every` seconds; the file goes with the context."""
    path = folder / FILE
    task = asyncio.create_task(_beat(path, problem, every), name="heartbeat")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _beat(path: Path, problem: Problem, every: float) -> None:
    while True:
        sentence = await problem() or ""
        try:
            await asyncio.to_thread(path.write_text, sentence)
        except OSError as error:  # a full disk: whoever looks sees that the heart has stopped
            log.warning("the sign of life cannot be written: %s", error)
        await asyncio.sleep(every)


def last_sign(folder: Path) -> str | None:
    """What is wrong with the bot whose data are in `folder`, in one sentence; None if it is well."""
    path = folder / FILE
    try:
        age, sentence = time.time() - path.stat().st_mtime, path.read_text()
    except OSError:
        return NOT_RUNNING
    if age >= OVERDUE:
        return f"Lilt has given no sign of life for {age:.0f} seconds."
    return sentence or None
