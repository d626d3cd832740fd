"""Consumers that nobody uses are deleted by the broker, and no task is lost by it."""

from __future__ import annotations

from functools import partial

import pytest
from nats.js import api

from generator.engine.client import run
from generator.engine.remote import broker as broker_module
from generator.engine.remote.broker import Broker
from generator.engine.remote.connection import Connection
from generator.engine.remote.subjects import ANY, RENDER, WORK, consumer_of, named, work_of
from generator.engine.remote.tasks import ComposeTask, encode
from generator.engine.remote.worker import pulling, worker
from generator.request import ComposeRequest
from tests.generator.engine.jobs import HeldComposer, job, until
from tests.generator.engine.remote.cluster import Cluster
from tests.generator.engine.remote.looking import eventually, messages, none_left, spy

pytestmark = pytest.mark.usefixtures("impatient")

OLD = consumer_of(named("old"))
UNUSED_SECONDS = 0.5


@pytest.fixture(autouse=True)
def soon_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_module, "UNUSED_SECONDS", UNUSED_SECONDS)
    monkeypatch.setattr(pulling, "PULL_SECONDS", 0.3)
    monkeypatch.setattr(worker, "MODELS_SECONDS", 0.1)


async def consumers(connection: Connection) -> set[str | None]:
    return {one.name for one in await connection.jetstream().consumers_info(WORK)}


async def are_gone(connection: Connection, *names: str) -> bool:
    return not set(names) & await consumers(connection)


def task(seed: int) -> bytes:
    return encode(ComposeTask(ComposeRequest(seed=seed)))


@pytest.mark.parametrize("of_an_older_version", [False, True])
async def test_the_consumer_of_a_model_that_was_removed_is_deleted_and_the_others_stay(
    cluster: Cluster, composer: HeldComposer, of_an_older_version: bool
) -> None:
    composer.go.set()
    models = {"old": "old-1"}
    async with spy(cluster) as connection:
        await Broker(connection).prepare()
        if of_an_older_version:
            explicit, subject = api.AckPolicy.EXPLICIT, work_of(named("old"))
            config = api.ConsumerConfig(
                durable_name=OLD, filter_subject=subject, ack_policy=explicit, ack_wait=30, max_ack_pending=-1
            )
            await connection.jetstream().add_consumer(WORK, config)
        async with cluster.engine() as engine, cluster.worker("one", composer, models=lambda: dict(models)):
            await cluster.ready(engine, 1)
            await run(engine, job(1, work=ComposeRequest(seed=1, model="old")))
            models.clear()
            await eventually(partial(are_gone, connection, OLD))
            assert await consumers(connection) == {consumer_of(ANY), consumer_of(RENDER)}
            await run(engine, job(2))


async def test_tasks_that_wait_while_all_workers_are_away_outlive_the_consumer(
    cluster: Cluster, composer: HeldComposer
) -> None:
    composer.go.set()
    async with spy(cluster) as connection:
        broker = Broker(connection)
        async with cluster.worker("one", composer):
            await eventually(lambda: _has(connection, ANY))
        await eventually(lambda: _nobody_pulls(connection, ANY))
        await broker.ask(ANY, "job1.compose", task(1))
        await eventually(partial(are_gone, connection, consumer_of(ANY), consumer_of(RENDER)))
        await broker.ask(ANY, "job2.compose", task(2))
        assert await messages(connection, WORK) == 2
        async with cluster.worker("two", composer):
            await none_left(connection, WORK)
    assert composer.begun == [1, 2]


async def test_what_a_killed_worker_had_in_hand_outlives_the_consumer(
    cluster: Cluster, composer: HeldComposer
) -> None:
    composer.go.set()
    async with spy(cluster) as connection:
        broker = Broker(connection)
        await broker.prepare()
        subscription = await broker.pull(ANY)
        await broker.ask(ANY, "job1.compose", task(1))
        await subscription.fetch(1)  # and never acknowledge it
        await connection.jetstream().delete_consumer(WORK, consumer_of(ANY))
        async with cluster.worker("one", composer):
            await none_left(connection, WORK)
    assert composer.begun == [1]


async def test_a_busy_worker_makes_a_consumer_again_that_was_deleted_meanwhile(
    cluster: Cluster, composer: HeldComposer
) -> None:
    async with (
        cluster.engine() as engine,
        cluster.worker("one", composer, models=lambda: {"old": "old-1"}),
        spy(cluster) as connection,
    ):
        await cluster.ready(engine, 1)
        await engine.submit(job(1))
        await until(lambda: composer.begun)
        await eventually(partial(are_gone, connection, OLD))
        composer.go.set()
        await run(engine, job(2, work=ComposeRequest(seed=2, model="old")))
        await none_left(connection, WORK)
    assert composer.begun == [1, 2]


async def _has(connection: Connection, kind: str) -> bool:
    return consumer_of(kind) in await consumers(connection)


async def _nobody_pulls(connection: Connection, kind: str) -> bool:
    return not (await connection.jetstream().consumer_info(WORK, consumer_of(kind))).num_waiting
