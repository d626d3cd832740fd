"""The engine under load: tunes per second, waiting times, memory, and the lag of the event loop."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

import psutil

from generator.engine import Engine, Event, Job, Progress
from generator.engine.client import run
from generator.engine.loop_lag import watching_lag
from generator.engine.remote.connection import connect
from generator.engine.remote.engine import open_remote_engine
from generator.engine.remote.settings.security import Security
from generator.errors import QueueFull, UserQueueFull
from generator.request import ComposeRequest
from generator.tune import Tune

_ANSWER = frozenset({"mp3", "png"})
_NUMBERS = count()
_RUN = secrets.token_hex(4)
"""A broker keeps results for a while: the ids of another run must not be its own."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much load. For each number of `at_once` users a row, of `least` tunes or two for each user; then a
    crowd of `users` who ask for `each` tunes. `rendered`: tunes with which rendering alone is measured."""

    at_once: tuple[int, ...] = (1, 4, 16, 64)
    users: int = 50
    each: int = 4
    least: int = 12
    rendered: int = 24


def measure_load_apart(device: str, sizes: Sizes) -> list[dict[str, Any]]:
    """`measure_load` of a local engine, in a process of its own, so that its memory is only the engine's."""
    command = [sys.executable, "-c", _LOAD, device, json.dumps(asdict(sizes))]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


_LOAD = """
import asyncio, json, sys
from generator.bench.load import Sizes, measure_load
from generator.engine.local.engine import open_local_engine

if __name__ == "__main__":
    sizes = Sizes(**json.loads(sys.argv[2]))
    engine = open_local_engine(device=sys.argv[1], user_limit=max(sizes.at_once))
    print(json.dumps(asyncio.run(measure_load(engine, sizes))))
"""


async def measure_remote_load(url: str, security: Security, sizes: Sizes) -> list[dict[str, Any]]:
    """`measure_load` of the workers at a broker, from this process: the memory is not theirs."""
    async with await connect(url, security, name="bench") as connection:
        engine = open_remote_engine(connection, user_limit=max(sizes.at_once))
        return await measure_load(engine, sizes)


async def measure_load(opening: AbstractAsyncContextManager[Engine], sizes: Sizes) -> list[dict[str, Any]]:
    """A row for each of `at_once`, and one for the crowd.

    `waited`: seconds from asking to the first character; `p50_s`, `p95_s`: to the finished recording. The row
    with most users has `render_alone_tunes_per_s`: rendering of finished tunes, just before and just after.
    """
    rows, made = [], list[Tune]()
    async with opening as engine:
        await _ask(engine, "warm-up", made)
        for at_once in sizes.at_once:
            alone = at_once == max(sizes.at_once)
            before = await _render_rate(engine, made[: sizes.rendered]) if alone else 0.0
            each = max(2, sizes.least // at_once)
            row = {"at_once": at_once, **await _measured(engine, at_once, each, made)}
            if alone:
                after = await _render_rate(engine, made[: sizes.rendered])
                row["render_alone_tunes_per_s"] = (before + after) / 2
            rows.append(row)
        crowd = await _measured(engine, sizes.users, sizes.each, made)
        rows.append({"at_once": sizes.users, "users": sizes.users, **crowd})
    return rows


async def _render_rate(engine: Engine, tunes: Sequence[Tune]) -> float:
    """Tunes per second that the render processes render, with nothing else to do."""
    started = time.perf_counter()
    await asyncio.gather(*(run(engine, _job(f"user {n}", tune)) for n, tune in enumerate(tunes)))
    return len(tunes) / (time.perf_counter() - started)


def measure_startup(device: str) -> float:
    """Seconds from the start of a process until its engine takes jobs."""
    command = [sys.executable, "-c", _OPEN, device]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - ours
        assert process.stdout is not None  # noqa: S101 - it was asked for
        process.stdout.readline()
        return time.perf_counter() - started


_OPEN = """
import asyncio, sys
from generator.engine.local.engine import open_local_engine

async def main():
    async with open_local_engine(device=sys.argv[1]):
        print("ready", flush=True)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def _measured(engine: Engine, at_once: int, each: int, made: list[Tune]) -> dict[str, Any]:
    """The figures of `at_once` users, each of whom asks `each` times, one request after the other."""
    async with watching_lag() as lag, _peak_memory() as memory:
        started = time.perf_counter()
        lists = await asyncio.gather(
            *(_ask_repeatedly(engine, f"user {n}", each, made) for n in range(at_once))
        )
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


async def _ask_repeatedly(
    engine: Engine, user: str, times: int, made: list[Tune]
) -> list[tuple[float, float]]:
    """Seconds waited and in all, of every request that was not refused."""
    waits = []
    for _ in range(times):
        with suppress(QueueFull, UserQueueFull):
            waits.append(await _ask(engine, user, made))
    return waits


async def _ask(engine: Engine, user: str, made: list[Tune]) -> tuple[float, float]:
    started = time.perf_counter()
    began = started

    def progress(event: Event) -> None:
        nonlocal began
        if began == started and isinstance(event, Progress):
            began = time.perf_counter()

    recording = await run(engine, _job(user, None), progress)
    made.append(recording.tune)
    return began - started, time.perf_counter() - started


def _job(user: str, tune: Tune | None) -> Job:
    """A job that renders this tune, or composes one."""
    number = next(_NUMBERS)
    work = tune or ComposeRequest(seed=number)
    return Job(id=f"load-{_RUN}-{number}", user=user, work=work, formats=_ANSWER)


def _percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@asynccontextmanager
async def _peak_memory() -> AsyncIterator[list[int]]:
    """Resident bytes of this process and all its children, measured twice a second."""
    measured = [_resident()]

    async def measure() -> None:
        while True:
            await asyncio.sleep(0.5)
            measured.append(await asyncio.to_thread(_resident))

    task = asyncio.create_task(measure())
    try:
        yield measured
    finally:
        task.cancel()


def _resident() -> int:
    """Memory that processes share is counted in each of them."""
    total = 0
    for process in (here := psutil.Process(), *here.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # an encoder that has just ended
            total += process.memory_info().rss
    return total
