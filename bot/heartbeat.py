"""A sign of life for whoever watches the process: a file that is touched as long as all is well.

Knows nothing of Discord: what "well" means is the caller's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

FILE = "heartbeat"
SECONDS = 10.0
"""Between two beats."""

NOT_CONNECTED = "Lilt is not connected to Discord."
OVERDUE = 45.0
"""A heart that has not beaten for so many seconds has stopped."""


@asynccontextmanager
async def beating(folder: Path, is_well: Callable[[], bool], every: float = SECONDS) -> AsyncIterator[None]:
    """Touch `folder/heartbeat` every `every` seconds in which `is_well()`; the file goes with the context."""
    path = folder / FILE
    task = asyncio.create_task(_beat(path, is_well, every), name="heartbeat")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _beat(path: Path, is_well: Callable[[], bool], every: float) -> None:
    while True:
        if is_well():
            await asyncio.to_thread(path.touch)
        await asyncio.sleep(every)


def problem(folder: Path) -> str | None:
    """What is wrong with the bot whose data are in `folder`, in one sentence; None if it is well."""
    try:
        age = time.time() - (folder / FILE).stat().st_mtime
    except OSError:
        return NOT_CONNECTED
    return None if age < OVERDUE else f"Lilt has given no sign of life for {age:.0f} seconds."
