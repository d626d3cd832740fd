"""How many recordings a second go through a broker, with workers that take no time to make them.

python -m tests.generator.engine.remote.throughput [JOBS]

Two workers in processes of their own send half a megabyte for each job, as much as the MP3 and the score of a
tune; the broker writes each message to the disk before it goes on.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from generator.engine import Job
from generator.engine.client import run
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.engine.remote.connection import connect, opened
from generator.engine.remote.engine import open_remote_engine
from generator.engine.remote.worker.worker import Worker
from generator.playing import Playing
from generator.request import ComposeRequest
from generator.tune import Rendering
from tests.generator.engine.jobs import HeldComposer, until
from tests.generator.engine.remote.nats_server import nats_server

SIZE = 500_000
WORKERS, ROWS, AT_ONCE = 2, 32, 64


class Renderer:
    """Renders half a megabyte at once."""

    restarts = 0
    warning: str | None = None

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        return Rendering(files={"mp3": bytes(SIZE)}, seconds=1.0)


async def work(url: str, name: str) -> None:
    composer = HeldComposer()
    composer.go.set()
    async with await connect(url, name=name) as connection:
        worker = Worker(connection, composer, Renderer(), name=name, rows=ROWS, renders=ROWS)
        async with worker.working():
            await asyncio.Event().wait()


async def ask(engine: QueuedEngine, numbers: range) -> None:
    for number in numbers:
        work = ComposeRequest(seed=number)
        await run(engine, Job(id=f"job{number}", user=f"{number}", work=work, formats=frozenset({"mp3"})))


async def measure(jobs: int) -> float:
    """Jobs a second."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            nats_server(Path(folder), settings="max_payload: 8MB") as server,
            opened(server.url, name="engine") as connection,
            open_remote_engine(connection, queue_limit=jobs, user_limit=jobs) as engine,
        ):
            command = (sys.executable, "-m", "tests.generator.engine.remote.throughput", server.url)
            workers = [await asyncio.create_subprocess_exec(*command, f"w{n}") for n in range(WORKERS)]
            try:
                await until(lambda: engine._at_once == WORKERS * ROWS)
                started = time.perf_counter()
                await asyncio.gather(*(ask(engine, range(first, jobs, AT_ONCE)) for first in range(AT_ONCE)))
                return jobs / (time.perf_counter() - started)
            finally:
                for worker in workers:
                    worker.kill()
                    await worker.wait()


if __name__ == "__main__":
    match sys.argv[1:]:
        case [url, name]:
            asyncio.run(work(url, name))
        case words:
            jobs = int(words[0]) if words else 1000
            print(f"jobs={jobs} jobs_per_s={asyncio.run(measure(jobs)):.0f}")  # noqa: T201 - its figure
