"""`python -m tests.crash.delayed_engine_bot`: the bot with a fake engine whose events come with delays.

The bot can be killed at any stage of a tune. It waits only moments between tries, and its machine's clock is
wrong by TEST_CLOCK seconds.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.loopback.hasty_bot import be_hasty
from tests.loopback.wrong_clock_bot import set_clock

LONGEST_DELAY = 0.15
"""Seconds before each event."""
ANSWER_SECONDS = 5.0


def run() -> int:
    """Run the bot; its modules are imported when the clock is wrong and the waits are short."""
    from bot.settings import Settings
    from generator.catalogue import Catalogue
    from generator.engine import Engine, Event
    from tests.bot.fakes import FakeEngine
    from tests.loopback.fake_engine_bot import run_bot

    class DelayedEngine(FakeEngine):
        """Makes the same recordings as FakeEngine, a little later."""

        async def events(self, job_id: str) -> AsyncGenerator[Event, None]:
            async for event in super().events(job_id):
                await asyncio.sleep(random.uniform(0, LONGEST_DELAY))  # noqa: S311 - no secret
                yield event

    @asynccontextmanager
    async def open_delayed_engine(
        settings: Settings, changed: Callable[[Catalogue], None]
    ) -> AsyncIterator[Engine]:
        yield DelayedEngine()

    return run_bot(open_delayed_engine)


if __name__ == "__main__":
    set_clock()
    be_hasty(ANSWER_SECONDS)
    sys.exit(run())
