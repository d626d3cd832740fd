"""`python -m tests.loopback.deadly_engine_bot`: the bot with the real queue; one seed ends the process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.orders import starts
from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.compose.composition import BarProgress, Composition
from generator.engine import Engine
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.request import ComposeRequest
from tests.loopback.fake_engine_bot import run_bot
from tests.loopback.slow_engine_bot import SlowWork

DEADLY_SEED = 666
UNTIL_DEATH, SECONDS = 0.2, 0.4
MOST_STARTS = 6
"""Fewer than usual: each takes a second or more."""


class DeadlyWork(SlowWork):
    """Composes as SlowWork, but ends the process soon after it has begun with the deadly seed."""

    async def compose(self, request: ComposeRequest, progress: BarProgress, *, job_id: str) -> Composition:
        progress(1, 8)
        if request.seed == DEADLY_SEED:
            await asyncio.sleep(UNTIL_DEATH)
            os._exit(1)
        return await self.composed(request, SECONDS)


@asynccontextmanager
async def open_deadly_engine(
    settings: Settings, changed: Callable[[Catalogue], None]
) -> AsyncIterator[Engine]:
    """Several jobs run at a time, so the deadly one ends the others too."""
    work = DeadlyWork()
    engine = QueuedEngine(work, work, queue_limit=10, user_limit=10, at_once=8)
    yield engine
    await engine.close()


if __name__ == "__main__":
    vars(starts).update(MOST_STARTS=MOST_STARTS)
    sys.exit(run_bot(open_deadly_engine))
