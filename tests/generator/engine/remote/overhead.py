"""How much longer a job takes by a worker behind a broker than in this process, at idle, with fakes.

python -m tests.generator.engine.remote.overhead [JOBS]

The worker runs in a process of its own, the broker writes each message to the disk before it goes on.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from generator.engine import Job
from generator.engine.client import run
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.request import ComposeRequest
from tests.generator.engine.jobs import HeldComposer, QuickRenderer
from tests.generator.engine.remote.cluster import open_cluster


async def seconds_of_jobs(engine: QueuedEngine, jobs: int) -> list[float]:
    """Each job from `submit` to its recording, one after the other. The first ones do not count."""
    times = []
    for number in range(jobs + 5):
        work = ComposeRequest(seed=number)
        started = time.perf_counter()
        await run(engine, Job(id=f"job{number}", user="ann", work=work, formats=frozenset({"abc"})))
        times.append(time.perf_counter() - started)
    return times[5:]


async def main(jobs: int) -> None:
    composer = HeldComposer()
    composer.go.set()
    local = QueuedEngine(composer, QuickRenderer(), queue_limit=10, user_limit=10, at_once=1)
    here = await seconds_of_jobs(local, jobs)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_cluster(Path(folder)) as cluster,
            cluster.engine() as engine,
            cluster.process("one"),
        ):
            await cluster.ready(engine, 1)
            there = await seconds_of_jobs(engine, jobs)
    extra = (median(there) - median(here)) * 1000
    p95 = quantiles(there, n=20)[-1] * 1000
    figures = {
        "jobs": jobs,
        "local_p50_ms": round(median(here) * 1000, 1),
        "nats_p50_ms": round(median(there) * 1000, 1),
        "nats_p95_ms": round(p95, 1),
        "extra_p50_ms": round(extra, 1),
    }
    print(*(f"{name}={value}" for name, value in figures.items()))  # noqa: T201 - its figures


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
