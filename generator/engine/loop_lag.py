"""The lag of the event loop: how much later than planned a task runs, because others hold the loop."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from generator.engine.background import background

INTERVAL = 0.01
"""Seconds between two measurements."""
_KEPT = 6000
"""Measurements: those of the last minute and a bit more."""


class LoopLag:
    """The lags of the last minute, in seconds."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=_KEPT)

    def add(self, seconds: float) -> None:
        """Add a measurement."""
        self._lags.append(max(0.0, seconds))

    def percentile(self, percent: float) -> float:
        """The lag in seconds that `percent` (0..100) of the lags do not exceed; 0.0 without measurements."""
        lags = sorted(self._lags)
        return lags[min(len(lags) - 1, int(len(lags) * percent / 100))] if lags else 0.0


@asynccontextmanager
async def watching_lag(interval: float = INTERVAL) -> AsyncIterator[LoopLag]:
    """The lag of the running loop, measured until the context ends."""
    lag = LoopLag()
    async with background(_measure(lag, interval), "loop lag"):
        yield lag


async def _measure(lag: LoopLag, interval: float) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(interval)
        lag.add(time.perf_counter() - before - interval)
