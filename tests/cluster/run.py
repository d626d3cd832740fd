"""People ask an engine at a broker for tunes while everything behind it fails; counts what they get."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from generator.engine import Engine, Job
from generator.engine.background import background
from generator.engine.client import run
from generator.engine.remote.connection import Connection, opened
from generator.engine.remote.engine import open_remote_engine
from generator.errors import JobFailed, QueueFull, UserQueueFull
from generator.request import ComposeRequest
from generator.tune import Recording
from tests.cluster.crew import Crew
from tests.cluster.worker_program import POISON, size_of, tune_of
from tests.generator.engine.remote.nats_server import NatsServer, nats_server
from tests.generator.engine.remote.proxy import Proxy, proxy

WORKERS = 3
TOLD = "so it is not tried again"
"""In what the person reads whose tune kills workers."""
POISON_JOB = 1_000_000
LONGEST_PAUSE = 20.0
"""Seconds before a person asks for the next tune."""
CLEAN_UP_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What fails, in seconds. `patience`: after so long without a finished tune the others are stuck."""

    kill_every: tuple[float, float] = (2.0, 5.0)
    broker_restarts: int = 5
    broker_every: float = 15.0
    broker_away: float = 2.0
    freeze_at: float = 10.0
    freeze_for: float = 60.0
    cut_at: float = 20.0
    cut_for: float = 20.0
    patience: float = 120.0


PLAN = Plan()


@dataclass
class Result:
    """`ends`: how often each job came back with its own recording; `failures`: the others' sentences.

    `wrong`: recordings of another job; `poisoned`: what the person was told whose tune kills workers; `left`:
    what the broker still has of it all, stream by stream.
    """

    jobs: int
    ends: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    wrong: int = 0
    poisoned: str = ""
    killed: int = 0
    died: int = 0
    broker_restarts: int = 0
    left: str = ""

    @property
    def lost(self) -> int:
        return len(self.failures)

    @property
    def double(self) -> int:
        """Jobs that came back twice, or with what belongs to another."""
        return self.wrong + sum(times - 1 for times in self.ends.values())

    @property
    def stuck(self) -> int:
        return self.jobs - len(self.ends) - self.lost - self.wrong

    @property
    def good(self) -> bool:
        return not (self.lost or self.double or self.stuck) and TOLD in self.poisoned

    @property
    def happened(self) -> str:
        """What failed meanwhile, what the person with the poisoned tune was told, and who got nothing."""
        lines = [
            f"workers_killed={self.killed} workers_died={self.died} "
            f"broker_restarts={self.broker_restarts} left_at_broker={self.left}",
            f"poisoned: {self.poisoned or 'never told'}",
            *(f"lost: {one}" for one in self.failures[:20]),
        ]
        return "\n".join(lines)

    def __str__(self) -> str:
        return f"jobs={self.jobs} lost={self.lost} double={self.double} stuck={self.stuck}"


async def cluster(folder: Path, jobs: int, users: int, plan: Plan, seed: int = 1) -> Result:
    """`users` people ask for `jobs` tunes, one after the other; one more asks for the one that kills."""
    await asyncio.to_thread(folder.mkdir)
    result, chance = Result(jobs), Random(seed)  # noqa: S311 - faults, not secrets
    async with (
        nats_server(folder) as server,
        proxy(server) as line,
        opened(server.url, name="engine") as connection,
        open_remote_engine(connection, queue_limit=2 * users, user_limit=2) as engine,
    ):
        crew = Crew(server.url, folder, chance)
        asking = [asyncio.create_task(_poison(engine, result))]
        for user in range(users):
            asking.append(asyncio.create_task(_ask(engine, user, range(user, jobs, users), result, chance)))
        try:
            crew.start()
            crew.start(line.url)
            crew.spare(crew.start())
            faults = [
                crew.kill_now_and_then(plan.kill_every),
                _restart_broker(server, plan, result),
                _later(plan.freeze_at, crew.freeze(plan.freeze_for)),
                _later(plan.cut_at, _cut(line, plan.cut_for)),
            ]
            async with _all_in_background(faults):
                await _until_done(asking, result, plan.patience)
            result.left = await _left_over(connection)
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
            crew.close()
    result.killed, result.died = crew.killed, crew.died
    return result


async def _ask(engine: Engine, user: int, numbers: range, result: Result, chance: Random) -> None:
    """Ask for one tune after the other, with pauses as people make them."""
    for number in numbers:
        await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE))
        request = ComposeRequest(seed=1000 + number)
        try:
            recording = await _run(engine, _job(number, user, request))
        except JobFailed as error:
            result.failures.append(f"job {number}: {error}")
            continue
        tune = tune_of(request)
        if recording.tune == tune and len(recording.rendering.files["mp3"]) == size_of(tune.abc):
            result.ends[number] += 1
        else:
            result.wrong += 1


async def _run(engine: Engine, job: Job) -> Recording:
    while True:
        try:
            return await run(engine, job)
        except (QueueFull, UserQueueFull):
            await asyncio.sleep(1)


async def _poison(engine: Engine, result: Result) -> None:
    try:
        await run(engine, _job(POISON_JOB, POISON_JOB, ComposeRequest(seed=POISON)))
    except JobFailed as error:
        result.poisoned = str(error)


def _job(number: int, user: int, request: ComposeRequest) -> Job:
    return Job(id=f"job{number}", user=f"user{user}", work=request, formats=frozenset({"mp3"}))


async def _until_done(asking: Sequence[asyncio.Task[None]], result: Result, patience: float) -> None:
    """Wait until all have what they asked for, or nobody got anything for so long."""
    before, since = -1, time.monotonic()
    while time.monotonic() - since < patience and not all(task.done() for task in asking):
        await asyncio.wait(asking, timeout=1)
        if (now := len(result.ends) + result.lost + bool(result.poisoned)) != before:
            before, since = now, time.monotonic()


@asynccontextmanager
async def _all_in_background(works: Sequence[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for number, work in enumerate(works):
            await stack.enter_async_context(background(work, f"fault {number}"))
        yield


async def _later(seconds: float, work: Coroutine[Any, Any, None]) -> None:
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        work.close()
        raise
    await work


async def _restart_broker(server: NatsServer, plan: Plan, result: Result) -> None:
    for _ in range(plan.broker_restarts):
        await asyncio.sleep(plan.broker_every)
        server.kill()
        await asyncio.sleep(plan.broker_away)
        await server.start()
        result.broker_restarts += 1


async def _cut(line: Proxy, seconds: float) -> None:
    line.open.clear()
    try:
        await asyncio.sleep(seconds)
    finally:
        line.open.set()


async def _left_over(connection: Connection) -> str:
    """What the broker still has of the tasks, some seconds after the last: stream -> messages."""
    await asyncio.sleep(CLEAN_UP_SECONDS)
    streams = await connection.jetstream().streams_info()
    return ",".join(f"{one.config.name}:{one.state.messages}" for one in streams)
