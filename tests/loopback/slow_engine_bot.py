"""`python -m tests.loopback.slow_engine_bot`: the bot with the real queue, where a tune takes two seconds."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot import app
from bot.__main__ import main
from bot.settings import Settings
from generator.compose.composer import BarProgress, Composition
from generator.engine import Engine, Health
from generator.engine.local import LocalEngine
from generator.tune import ComposeRequest, Rendering
from tests.bot.fakes import tune
from tests.loopback.fake_engine_bot import catalogue

SECONDS = 2.0


class Slow:
    """Composes and renders nothing much."""

    health = Health("tiny")
    restarts = 0

    async def compose(self, request: ComposeRequest, progress: BarProgress) -> Composition:
        await asyncio.sleep(SECONDS)
        return Composition(replace(tune(request), attempts=1), timings={"sample": SECONDS})

    async def render(
        self, abc: str, *, instrument: str, tempo: int | None, formats: frozenset[str]
    ) -> Rendering:
        return Rendering(files={name: abc.encode() for name in formats}, seconds=1.0, timings={"midi": 0.1})


@asynccontextmanager
async def one_at_a_time(settings: Settings, _: object = None) -> AsyncIterator[Engine]:
    slow = Slow()
    engine = LocalEngine(slow, slow, queue_limit=10, user_limit=3, at_once=1)
    yield engine
    await engine.close()


if __name__ == "__main__":
    vars(app).update(open_engine=one_at_a_time, load_catalogue=catalogue)
    sys.exit(main(os.environ, sys.argv[1:]))
