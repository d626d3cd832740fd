"""A worker in a process of its own, with a composer that says what it begins, and dies of one seed.

python -m tests.generator.engine.remote.worker_process URL NAME ROWS SECONDS
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from generator.compose.composition import BarProgress, Composition
from generator.engine import Health
from generator.engine.remote.connection import connect
from generator.engine.remote.worker import worker
from generator.request import ComposeRequest
from tests.generator.engine.jobs import QuickRenderer, tune_for

DEADLY_SEED = 666


class DeadlyComposer:
    """Takes as many seconds for a tune."""

    health = Health("fake")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def compose(self, request: ComposeRequest, progress: BarProgress, *, job_id: str) -> Composition:
        print("begun", request.seed, flush=True)  # noqa: T201 - the test reads it
        if request.seed == DEADLY_SEED:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(self._seconds)
        return Composition(tune_for(request), {"sample": self._seconds})


async def main(url: str, name: str, rows: int, seconds: float) -> None:
    worker.BEAT_SECONDS = 0.1
    connection = await connect(url, name=name)
    composer = DeadlyComposer(seconds)
    async with worker.Worker(
        connection, composer, QuickRenderer(), name=name, rows=rows, renders=2
    ).working():
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
