"""What becomes of tasks when a worker, the broker or the engine is gone for a while, or for good."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from generator.engine import Done, Failed
from generator.engine.background import background
from generator.engine.client import run
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.engine.remote import connection
from generator.engine.remote.broker import Broker
from generator.engine.remote.connection import opened
from generator.engine.remote.engine import open_remote_engine
from generator.request import ComposeRequest
from tests.generator.engine.jobs import HeldComposer, events_of, job, tune_for, until
from tests.generator.engine.remote.cluster import Cluster
from tests.generator.engine.remote.nats_server import nats_server
from tests.generator.engine.remote.proxy import proxy
from tests.generator.engine.remote.worker_process import DEADLY_SEED

pytestmark = pytest.mark.usefixtures("impatient")


@asynccontextmanager
async def following(engine: QueuedEngine, *numbers: int) -> AsyncIterator[list[asyncio.Task[object]]]:
    """Submits jobs, and has them rendered when they are composed. The tasks give the last events."""

    async def last(number: int) -> object:
        return (await events_of(engine, number))[-1]

    for number in numbers:
        await engine.submit(job(number, user=f"user{number}"))
    tasks = [asyncio.create_task(last(number)) for number in numbers]
    async with asyncio.timeout(60):
        yield tasks


def composed(event: object, seed: int) -> bool:
    return isinstance(event, Done) and event.recording.tune == tune_for(ComposeRequest(seed=seed))


async def test_what_a_killed_worker_had_in_hand_is_composed_by_another(
    cluster: Cluster, composer: HeldComposer
) -> None:
    composer.go.set()
    async with (
        cluster.engine() as engine,
        cluster.process("one", seconds=600) as one,
        following(engine, 1) as (ending,),
    ):
        assert await one.begins() == 1
        one.send(signal.SIGKILL)
        async with cluster.worker("two", composer):
            assert composed(await ending, 1)
    assert composer.begun == [1]


async def test_what_a_frozen_worker_had_in_hand_is_composed_by_another_and_counts_once(
    cluster: Cluster, composer: HeldComposer
) -> None:
    composer.go.set()
    async with (
        cluster.engine() as engine,
        cluster.process("one", seconds=0.5) as one,
        following(engine, 1) as (ending,),
    ):
        await one.begins()
        one.send(signal.SIGSTOP)
        async with cluster.worker("two", composer):
            assert composed(await ending, 1)
            one.send(signal.SIGCONT)
            await cluster.ready(engine, 2)
            await run(engine, job(2))
            await run(engine, job(3))


async def test_a_worker_that_is_cut_off_from_the_broker_loses_its_task_and_comes_back(
    cluster: Cluster, composer: HeldComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PING_SECONDS", 0.3)
    other = HeldComposer()
    other.go.set()
    async with (
        proxy(cluster.server) as between,
        cluster.engine() as engine,
        cluster.worker("one", composer, url=between.url),
        following(engine, 1) as (ending,),
    ):
        await until(lambda: composer.begun)
        between.open.clear()
        async with cluster.worker("two", other):
            assert composed(await ending, 1)
        between.open.set()
        composer.go.set()
        await cluster.ready(engine, 1)
        await run(engine, job(2))
    assert (composer.begun, other.begun) == ([1, 2], [1])


async def test_a_broker_that_is_killed_and_comes_back_loses_nothing(
    cluster: Cluster, composer: HeldComposer
) -> None:
    async with cluster.engine() as engine, cluster.worker("one", composer, rows=2):
        await cluster.ready(engine, 2)
        async with following(engine, 1) as (first,):
            await until(lambda: composer.begun)
            cluster.server.kill()
            await until(lambda: engine.health.problem)
            assert "cannot be reached" in str(engine.health.problem)
            async with following(engine, 2) as (second,):
                composer.go.set()
                await cluster.server.start()
                assert composed(await first, 1)
                assert composed(await second, 2)
    # The broker may have been killed before it noted whom it had given the first task, and give it again.
    assert set(composer.begun) == {1, 2}


async def test_a_broker_that_has_lost_what_it_had_stored_is_told_again(
    cluster: Cluster, composer: HeldComposer
) -> None:
    async with cluster.engine() as engine, cluster.worker("one", composer, rows=1):
        await cluster.ready(engine, 1)
        async with following(engine, 1, 2) as (first, second):
            await until(lambda: composer.begun)
            cluster.server.kill()
            cluster.server.forget()
            await cluster.server.start()
            composer.go.set()
            assert composed(await first, 1)
            assert composed(await second, 2)


async def test_a_broker_without_streams_is_a_problem(tmp_path: Path) -> None:
    async with nats_server(tmp_path, jetstream=False) as server, Cluster(server).engine() as engine:
        assert str(engine.health.problem).endswith("keeps no streams; start nats-server with -js.")


async def test_an_engine_without_a_broker_waits_for_it(cluster: Cluster, composer: HeldComposer) -> None:
    composer.go.set()
    cluster.server.kill()
    async with cluster.engine() as engine:
        assert "cannot be reached" in str(engine.health.problem)
        async with following(engine, 1) as (ending,):
            await cluster.server.start()
            await until(lambda: "No worker" in str(engine.health.problem))
            async with cluster.worker("one", composer):
                assert composed(await ending, 1)
                assert engine.health.problem is None


@pytest.mark.parametrize("finished", [True, False])
async def test_an_engine_that_was_killed_takes_the_result_that_is_there_or_comes(
    cluster: Cluster, composer: HeldComposer, finished: bool
) -> None:
    async with cluster.worker("one", composer) as worker:
        async with opened(cluster.server.url) as way, open_remote_engine(way) as engine:
            await engine.submit(job(1))
            await until(lambda: composer.begun)
            await way.close()  # so that it can say no more
        if finished:
            composer.go.set()
            await until(lambda: not worker.heartbeat.tasks)
        async with cluster.engine() as engine, following(engine, 1) as (ending,):
            await cluster.ready(engine, 1)
            composer.go.set()
            assert composed(await ending, 1)
    assert composer.begun == [1]


async def test_a_worker_that_stops_gives_back_what_it_has_not_finished(
    cluster: Cluster, composer: HeldComposer
) -> None:
    other = HeldComposer()
    other.go.set()
    async with cluster.engine() as engine:
        async with cluster.worker("one", composer):
            await cluster.ready(engine, 1)
            await engine.submit(job(1))
            await until(lambda: composer.begun)
        async with cluster.worker("two", other):
            assert composed((await events_of(engine, 1))[-1], 1)


async def test_a_task_that_kills_its_workers_is_given_up_and_its_neighbours_are_not(cluster: Cluster) -> None:
    async def keep_a_worker_alive() -> None:
        number = 0
        while True:
            number += 1
            async with cluster.process(f"worker{number}", rows=4, seconds=0.3) as one:
                await one.process.communicate()

    async with (
        cluster.engine() as engine,
        background(keep_a_worker_alive(), "workers"),
        following(engine, 1, 2, DEADLY_SEED, 3, 4, 5) as endings,
    ):
        events = await asyncio.gather(*endings)
    failed = events.pop(2)
    assert failed == Failed("This tune stopped the composer 5 times, so it is not tried again.")
    assert isinstance(failed, Failed)
    assert failed.kind == "WorkFailed"
    assert all(composed(event, seed) for event, seed in zip(events, (1, 2, 3, 4, 5), strict=True))


async def test_a_broker_that_has_no_room_is_a_problem_until_it_has(
    tmp_path: Path, composer: HeldComposer
) -> None:
    composer.go.set()
    streams = f'jetstream {{ store_dir: "{tmp_path}/store", max_file: 50KB }}'
    async with nats_server(tmp_path, streams, jetstream=False) as server:
        cluster = Cluster(server)
        async with cluster.engine() as engine, opened(server.url) as other:
            broker = Broker(other)
            async with cluster.worker("one", composer):
                await cluster.ready(engine, 1)
                for number in range(2):
                    await broker.answer(f"full{number}.compose", bytes(30_000), "x")
                await engine.submit(job(1))
                await until(lambda: "(insufficient resources); if its disk" in str(engine.health.problem))
                for number in range(2):
                    await broker.forget(f"full{number}.compose")
                assert isinstance((await events_of(engine, 1))[-1], Done)
                await until(lambda: engine.health.problem is None)
