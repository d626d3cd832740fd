"""`python -m tests.cluster.worker_program URL NAME`: a worker whose composer and renderer only take time.

A tune of the seed `POISON` kills the process that composes it. Every tenth recording is too large for a
message.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from generator.compose.composition import BarProgress, Composition
from generator.engine import Health
from generator.engine.remote.connection import opened
from generator.engine.remote.worker.worker import Worker
from generator.playing import Playing
from generator.request import ComposeRequest
from generator.tune import Rendering, Tune

POISON = 666
LARGE = 1_500_000
ROWS, RENDERS = 4, 2


def tune_of(request: ComposeRequest) -> Tune:
    return Tune(
        request=request, title=f"Tune {request.seed}", abc=f"X:{request.seed}\nK:D\nDFA|]\n", model="fake"
    )


def size_of(abc: str) -> int:
    """Bytes of the recording of a tune by `tune_of`."""
    return LARGE if int(abc[2 : abc.index("\n")]) % 10 == 0 else 50_000


class SlowComposer:
    health = Health("fake")

    async def compose(self, request: ComposeRequest, progress: BarProgress, *, job_id: str) -> Composition:
        seed = request.seed or 0
        for bar in range(4):
            progress(bar + 1, 4)
            await asyncio.sleep(0.2 + seed % 7 / 20)
            if seed == POISON:
                os.kill(os.getpid(), signal.SIGKILL)
        return Composition(tune_of(request), {"sample": 1.0})


class SlowRenderer:
    restarts = 0
    warning: str | None = None

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        await asyncio.sleep(0.3)
        return Rendering(files={"mp3": bytes(size_of(abc))}, seconds=1.0)


async def work(url: str, name: str) -> None:
    async with opened(url, name=name) as connection:
        worker = Worker(connection, SlowComposer(), SlowRenderer(), name=name, rows=ROWS, renders=RENDERS)
        async with worker.working():
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
