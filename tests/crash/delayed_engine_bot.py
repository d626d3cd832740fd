"""`python -m tests.crash.delayed_engine_bot`: the bot with an engine that takes its time: it can die meanwhile."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot import app
from bot.__main__ import main
from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.engine import Engine, Event
from tests.bot.fakes import CATALOGUE, FakeEngine

LONGEST = 0.15
"""Seconds before each event."""


class SlowEngine(FakeEngine):
    """Makes the same recordings, some time later."""

    async def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        async for event in super().events(job_id):
            await asyncio.sleep(random.uniform(0, LONGEST))  # noqa: S311 - no secret
            yield event


@asynccontextmanager
async def pretend(settings: Settings, changed: Callable[[Catalogue], None]) -> AsyncIterator[Engine]:
    yield SlowEngine()


def catalogue(model: str | None) -> Catalogue:
    return CATALOGUE


if __name__ == "__main__":
    vars(app).update(open_engine=pretend, load_catalogue=catalogue)
    sys.exit(main(os.environ, sys.argv[1:]))
