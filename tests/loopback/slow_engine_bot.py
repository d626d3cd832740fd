"""`python -m tests.loopback.slow_engine_bot`: the bot with the real queue; a tune takes two seconds."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.compose.composition import BarProgress, Composition
from generator.engine import Engine, Health
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.playing import Playing
from generator.request import ComposeRequest
from generator.tune import Rendering
from tests.bot.fakes import tune
from tests.loopback.fake_engine_bot import run_bot

SECONDS = 2.0


class SlowWork:
    """Composes a fixed tune slowly and renders small files at once."""

    health = Health("tiny")
    restarts = 0
    warning = None

    async def compose(self, request: ComposeRequest, progress: BarProgress, *, job_id: str) -> Composition:
        return await self.composed(request, SECONDS)

    async def composed(self, request: ComposeRequest, seconds: float) -> Composition:
        """The tune, after as many seconds."""
        await asyncio.sleep(seconds)
        return Composition(replace(tune(request), attempts=1), timings={"sample": seconds})

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        return Rendering(files={name: abc.encode() for name in formats}, seconds=1.0, timings={"midi": 0.1})


@asynccontextmanager
async def open_slow_engine(settings: Settings, changed: Callable[[Catalogue], None]) -> AsyncIterator[Engine]:
    """One job runs at a time."""
    work = SlowWork()
    engine = QueuedEngine(work, work, queue_limit=10, user_limit=3, at_once=1)
    yield engine
    await engine.close()


if __name__ == "__main__":
    sys.exit(run_bot(open_slow_engine))
