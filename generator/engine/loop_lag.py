"""How long the event loop keeps others waiting: what a click in Discord feels of work in this process."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

EVERY = 0.01
"""Seconds between two looks."""
_REMEMBERED = 6000
"""Looks: the last minute and a bit more."""


class LoopLag:
    """The lags of the last minute, in seconds."""

    def __init__(self) -> None:
        self._seen: deque[float] = deque(maxlen=_REMEMBERED)

    def add(self, seconds: float) -> None:
        """A look that came so much too late."""
        self._seen.append(max(0.0, seconds))

    def percentile(self, percent: float) -> float:
        """Seconds that this share (0..100) of the lags is not above; 0.0 before the first look."""
        seen = sorted(self._seen)
        return seen[min(len(seen) - 1, int(len(seen) * percent / 100))] if seen else 0.0


@asynccontextmanager
async def watching_lag(every: float = EVERY) -> AsyncIterator[LoopLag]:
    """The running loop's lag, measured for as long as the context lasts."""
    lag = LoopLag()
    task = asyncio.create_task(_watch(lag, every), name="loop lag")
    try:
        yield lag
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(lag: LoopLag, every: float) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(every)
        lag.add(time.perf_counter() - before - every)
