"""Tasks that run in the background, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

AGAIN_SECONDS = 1.0
"""A task that has not ended so long after it was cancelled is cancelled again."""


@asynccontextmanager
async def background(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Run `work` as a task until the context ends, which cancels it. An error in it is raised then."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await end(task)
        if not task.cancelled():
            task.result()


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended, however they end.

    One call of `cancel` may be lost: `asyncio.wait_for` of Python 3.11, which libraries use, swallows it if
    what it waits for is done at the same moment.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
