"""The engine under load: how much it makes, how long people wait, what it holds, how free the loop stays."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import psutil

from generator.checkpoint import load_checkpoint
from generator.composer import Composer
from generator.engine import Engine, Event, Job, Progress
from generator.engine.local import open_local_engine
from generator.engine.running import run
from generator.engine.workers import WORKERS, RenderWorkers
from generator.errors import QueueFull, UserQueueFull
from generator.looplag import watching_lag
from generator.sampler import Sampler, Table
from generator.tune import ComposeRequest, Tune

AT_ONCE = (1, 4, 16, 64)
USERS, REQUESTS_EACH = 50, 4
LEAST = 12
"""Tunes that each row of the table is measured on, at least; and at least two for each at once."""
RENDERED = 24
_ANSWER = frozenset({"mp3", "png"})
_NUMBERS = count()


async def load(device: str) -> list[dict[str, Any]]:
    """A row for each of `AT_ONCE`, and one for the crowd: 50 users who ask for four tunes each.

    `waited`: seconds from asking to the first character; `p50_s`, `p95_s`: to the finished recording.
    """
    rows = []
    async with open_local_engine(device=device, user_limit=max(AT_ONCE)) as engine:
        await _ask(engine, "warm-up")
        for at_once in AT_ONCE:
            each = max(2, LEAST // at_once)
            rows.append({"at_once": at_once, **await _measured(engine, at_once, each)})
        rows.append({"at_once": USERS, "users": USERS, **await _measured(engine, USERS, REQUESTS_EACH)})
    return rows


async def render_alone(device: str) -> float:
    """Tunes per second that the render processes make of finished tunes, with nothing else to do."""
    sampler = Sampler(Table(checkpoint := load_checkpoint(), device=device))
    composer = Composer(checkpoint, sampler)
    asked = [composer.compose(ComposeRequest(seed=seed)) for seed in range(RENDERED)]
    tunes = [composed.tune for composed in await asyncio.gather(*asked)]
    sampler.close()
    workers = RenderWorkers()
    workers.start()
    try:
        await _render(workers, tunes[:WORKERS])
        started = time.perf_counter()
        await _render(workers, tunes)
        return len(tunes) / (time.perf_counter() - started)
    finally:
        await asyncio.to_thread(workers.close)


async def _render(workers: RenderWorkers, tunes: Sequence[Tune]) -> None:
    await asyncio.gather(
        *(
            workers.render(
                tune.abc, instrument=tune.request.instrument, tempo=tune.request.tempo, formats=_ANSWER
            )
            for tune in tunes
        )
    )


def seconds_until_ready(device: str) -> float:
    """From the start of a process to the moment at which its engine takes jobs."""
    command = [sys.executable, "-c", _OPEN, device]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - ours
        assert process.stdout is not None  # noqa: S101 - it was asked for
        process.stdout.readline()
        return time.perf_counter() - started


_OPEN = """
import asyncio, sys
from generator.engine.local import open_local_engine

async def main():
    async with open_local_engine(device=sys.argv[1]):
        print("ready", flush=True)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def _measured(engine: Engine, at_once: int, each: int) -> dict[str, Any]:
    """So many people, each of whom asks again as soon as there is an answer."""
    async with watching_lag() as lag, _peak_memory() as memory:
        started = time.perf_counter()
        lists = await asyncio.gather(*(_asks_again(engine, f"user {n}", each) for n in range(at_once)))
        seconds = time.perf_counter() - started
    waits = sorted(wait for waits in lists for wait in waits)
    totals = [total for _, total in waits]
    return {
        "requests": at_once * each,
        "refused": at_once * each - len(waits),
        "tunes_per_s": len(waits) / seconds,
        "waited_p50_s": _percentile([wait for wait, _ in waits], 50),
        "waited_p95_s": _percentile([wait for wait, _ in waits], 95),
        "p50_s": _percentile(totals, 50),
        "p95_s": _percentile(totals, 95),
        "rss_mb": max(memory) / 1e6,
        "loop_lag_ms_p99": 1000 * lag.percentile(99),
    }


async def _asks_again(engine: Engine, user: str, times: int) -> list[tuple[float, float]]:
    """Seconds waited and in all, of every request that was not refused."""
    waits = []
    for _ in range(times):
        with suppress(QueueFull, UserQueueFull):
            waits.append(await _ask(engine, user))
    return waits


async def _ask(engine: Engine, user: str) -> tuple[float, float]:
    number, started = next(_NUMBERS), time.perf_counter()
    began = started

    def heard(event: Event) -> None:
        nonlocal began
        if event == Progress("composing"):
            began = time.perf_counter()

    job = Job(id=f"load {number}", user=user, work=ComposeRequest(seed=number), formats=_ANSWER)
    await run(engine, job, heard)
    return began - started, time.perf_counter() - started


def _percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@asynccontextmanager
async def _peak_memory() -> AsyncIterator[list[int]]:
    """Bytes resident in this process and all its children, looked at twice a second."""
    seen = [_resident()]

    async def look() -> None:
        while True:
            await asyncio.sleep(0.5)
            seen.append(await asyncio.to_thread(_resident))

    task = asyncio.create_task(look())
    try:
        yield seen
    finally:
        task.cancel()


def _resident() -> int:
    """What processes share is counted in each."""
    total = 0
    for process in (here := psutil.Process(), *here.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # an encoder that has just ended
            total += process.memory_info().rss
    return total
