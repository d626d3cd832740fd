"""`python -m tests.loopback.hanging_engine_bot`: the bot with its real engine, which hangs.

With TEST_HANG=sampler the sampler hangs in its first step, with "end" the process at its end too. With
"noticed" the sampler hangs as soon as a tune with one seed is composed, and the bot notices that soon.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot import app
from bot.cli import run
from bot.ops.health import checking_health
from bot.orders import starts
from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.compose.composer import Composer
from generator.compose.composition import BarProgress, Composition
from generator.engine import Engine
from generator.engine.local import loaded_model
from generator.engine.local.engine import open_local_engine
from generator.request import ComposeRequest
from generator.sampling import sampler
from generator.sampling.batch import Batch
from tests.loopback.fake_engine_bot import run_bot

VARIABLE = "TEST_HANG"
DRAIN_SECONDS, CLOSE_SECONDS, STOP_SECONDS = 1.0, 0.5, 4.0
HANGING_SEED = 666
STALL_SECONDS, CHECK_SECONDS = 0.3, 0.1
MOST_STARTS, SUSPICIOUS = 3, 1
"""Fewer than usual: each takes seconds."""


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


def hang_at_the_seed() -> None:
    compose = Composer.compose

    async def composed(self: Composer, request: ComposeRequest, progress: BarProgress) -> Composition:
        if request.seed == HANGING_SEED:
            setattr(Batch, "step", hang)  # noqa: B010 - its type is another
        return await compose(self, request, progress)

    setattr(Composer, "compose", composed)  # noqa: B010 - the same
    vars(loaded_model).update(STALL_SECONDS=STALL_SECONDS)
    vars(app).update(
        checking_health=partial(checking_health, every=CHECK_SECONDS), HANGING_DRAIN_SECONDS=DRAIN_SECONDS
    )
    vars(starts).update(MOST_STARTS=MOST_STARTS, SUSPICIOUS=SUSPICIOUS)


if __name__ == "__main__":
    vars(app).update(DRAIN_SECONDS=DRAIN_SECONDS)
    vars(sampler).update(CLOSE_SECONDS=CLOSE_SECONDS)
    vars(run).update(STOP_SECONDS=STOP_SECONDS)
    if os.environ[VARIABLE] == "noticed":
        hang_at_the_seed()
    else:
        setattr(Batch, "step", hang)  # noqa: B010 - its type is another
    sys.exit(run_bot(open_hanging_engine))
