"""`python -m tests.loopback.hanging_engine_bot`: the bot with its real engine, which hangs.

The sampler hangs in its first step and, with TEST_HANG=end, the process at its end too.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot import app
from bot.cli import run
from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.engine import Engine
from generator.engine.local.engine import open_local_engine
from generator.sampling import sampler
from generator.sampling.batch import Batch
from tests.loopback.fake_engine_bot import run_bot

VARIABLE = "TEST_HANG"
DRAIN_SECONDS, CLOSE_SECONDS, STOP_SECONDS = 1.0, 0.5, 4.0


def hang(*_: object) -> None:
    threading.Event().wait()


@asynccontextmanager
async def open_hanging_engine(
    settings: Settings, changed: Callable[[Catalogue], None]
) -> AsyncIterator[Engine]:
    async with open_local_engine(changed=changed) as engine:
        yield engine
    if os.environ[VARIABLE] == "end":
        await asyncio.to_thread(hang)


if __name__ == "__main__":
    vars(app).update(DRAIN_SECONDS=DRAIN_SECONDS)
    vars(sampler).update(CLOSE_SECONDS=CLOSE_SECONDS)
    vars(run).update(STOP_SECONDS=STOP_SECONDS)
    setattr(Batch, "step", hang)  # noqa: B010 - its type is another
    sys.exit(run_bot(open_hanging_engine))
