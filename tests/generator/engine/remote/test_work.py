"""Tasks and results between an engine and its workers, with a real broker between them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from generator.engine import Cancelled, Done, Health, Job
from generator.engine.client import compose, run
from generator.engine.remote import broker as broker_module
from generator.engine.remote.broker import Broker
from generator.engine.remote.subjects import ANY, BUCKET, RESULTS, WORK
from generator.engine.remote.tasks import ComposeTask, encode
from generator.engine.remote.worker import worker
from generator.playing import Playing
from generator.request import ComposeRequest
from generator.tune import Rendering, Tune
from tests.generator.engine.jobs import HeldComposer, QuickRenderer, events_of, job, tune_for, until
from tests.generator.engine.remote.cluster import Cluster
from tests.generator.engine.remote.looking import eventually, messages, none_left, spy
from tests.generator.engine.remote.nats_server import nats_server

pytestmark = pytest.mark.usefixtures("impatient")


class LargeRenderer(QuickRenderer):
    """Renders a file that is larger than the broker's messages may be (1 MB in these tests)."""

    WAV = bytes(range(256)) * 4 * 4096

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        files = {"mid": b"MThd", "wav": self.WAV, "png": b"one"}
        return Rendering(files=files, seconds=3.5, further_pages=(b"two", b"three"), notices=("So.",))


async def test_a_result_larger_than_a_message_arrives_whole_and_leaves_nothing_at_the_broker(
    cluster: Cluster, composer: HeldComposer
) -> None:
    composer.go.set()
    async with (
        cluster.engine() as engine,
        cluster.worker("one", composer, LargeRenderer()),
        spy(cluster) as connection,
    ):
        rendering = (await run(engine, job(1))).rendering
        assert rendering.files == {"mid": b"MThd", "wav": LargeRenderer.WAV, "png": b"one"}
        assert (rendering.pages, rendering.notices) == ((b"one", b"two", b"three"), ("So.",))
        assert rendering.seconds == 3.5
        await none_left(connection, WORK, RESULTS)
        bucket = await connection.jetstream().object_store(BUCKET)

        async def is_small() -> bool:
            return (await bucket.status()).size < 1000  # what says that it was deleted stays for a while

        await eventually(is_small)


class Printer(QuickRenderer):
    """Remembers what it was asked to print."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Playing, frozenset[str]]] = []

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        self.asked.append((playing, formats))
        return Rendering(files={"pdf": b"%PDF", "musicxml": b"<score-partwise/>"}, seconds=3.5)


async def test_paper_and_title_of_a_book_go_to_the_worker_and_the_pages_come_back(
    cluster: Cluster, composer: HeldComposer
) -> None:
    formats, request = frozenset({"pdf", "musicxml"}), ComposeRequest(paper="letter", book="Mine")
    work = Tune(request=request, title="Mine", abc="X:1\nK:D\nD|]\n", model="none")
    printer = Printer()
    async with cluster.engine() as engine, cluster.worker("one", composer, printer):
        done = await run(engine, Job(id="1", user="ann", work=work, formats=formats))
    assert printer.asked == [(Playing(paper="letter", book="Mine"), formats)]
    assert done.rendering.files == {"pdf": b"%PDF", "musicxml": b"<score-partwise/>"}


async def test_a_large_result_arrives_where_messages_may_be_smaller_than_its_usual_pieces(
    tmp_path: Path, composer: HeldComposer
) -> None:
    composer.go.set()
    async with nats_server(tmp_path, "max_payload: 64KB") as server:
        cluster = Cluster(server)
        async with cluster.engine() as engine, cluster.worker("one", composer, LargeRenderer()):
            assert (await run(engine, job(1))).rendering.files["wav"] == LargeRenderer.WAV


async def test_cancelling_stops_the_worker(cluster: Cluster, composer: HeldComposer) -> None:
    async with (
        cluster.engine() as engine,
        cluster.worker("one", composer) as one,
        spy(cluster) as connection,
    ):
        await cluster.ready(engine, 1)
        await engine.submit(job(1))
        await until(lambda: one.heartbeat.tasks)
        await engine.cancel("job1")
        assert (await events_of(engine, 1))[-1] == Cancelled()
        await until(lambda: not one.heartbeat.tasks)
        await none_left(connection, WORK, RESULTS)
        composer.go.set()
        await run(engine, job(2))
    assert composer.begun == [1, 2]


async def test_a_task_that_is_cancelled_before_a_worker_takes_it_is_never_composed(
    cluster: Cluster, composer: HeldComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        cluster.engine() as engine,
        cluster.worker("one", composer, rows=1) as one,
        cluster.worker("two", composer, rows=1) as two,
        spy(cluster) as connection,
    ):
        await cluster.ready(engine, 2)
        for each in (one, two):
            monkeypatch.setattr(each._pulling, "_has_room", lambda _: False)
        async with asyncio.timeout(20):
            await engine.submit(job(1))  # the pull that stands takes it
            await until(lambda: composer.begun)
            await engine.submit(job(2))
            await until(lambda: len(composer.begun) == 2)
            composer.go.set()
            assert isinstance((await events_of(engine, 1))[-1], Done)
            assert isinstance((await events_of(engine, 2))[-1], Done)
            await engine.submit(job(3))
            await eventually(lambda: messages(connection, WORK))
            await engine.cancel("job3")
            await none_left(connection, WORK)
        monkeypatch.undo()
        await run(engine, job(4))
        assert one.heartbeat.tasks == ()
    assert 3 not in composer.begun


async def test_a_task_that_is_sent_twice_is_composed_once(cluster: Cluster, composer: HeldComposer) -> None:
    task = encode(ComposeTask(ComposeRequest(seed=1)))
    async with cluster.worker("one", composer, rows=3) as one, spy(cluster) as connection:
        broker = Broker(connection)
        await broker.ask(ANY, "job1.compose", task)
        await broker.ask(ANY, "job1.compose", task)
        await until(lambda: composer.begun)
        await broker.ask(ANY, "job1.compose", task)
        composer.go.set()
        await until(lambda: not one.heartbeat.tasks)
        await none_left(connection, WORK)
    assert composer.begun == [1]


async def test_a_task_that_the_broker_gives_out_again_is_not_done_again_once_it_has_a_result(
    cluster: Cluster, composer: HeldComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "ACK_SECONDS", 1.0)
    composer.go.set()
    task = encode(ComposeTask(ComposeRequest(seed=1)))
    async with spy(cluster) as connection:
        broker = Broker(connection)
        await broker.prepare()
        pull = await broker.pull(ANY)
        await broker.ask(ANY, "job1.compose", task)
        await pull.fetch(1, timeout=5)  # a worker that dies after it has answered, before it says so
        await broker.answer("job1.compose", b"the result", "first")
        async with cluster.worker("one", composer):
            await none_left(connection, WORK)
        assert await broker.result("job1.compose") == b"the result"
    assert composer.begun == []


async def test_the_health_is_that_of_the_workers(cluster: Cluster, composer: HeldComposer) -> None:
    class TiredRenderer(QuickRenderer):
        restarts = 3
        warning = "1 of 2 render processes do not run."

    other = HeldComposer()
    async with (
        cluster.engine() as engine,
        cluster.worker("one", composer, TiredRenderer()),
        cluster.worker("two", other),
    ):
        await cluster.ready(engine, 2)
        rendering = "Worker one: 1 of 2 render processes do not run."
        restarts = {"sampler": 0, "worker": 3}
        assert engine.health == Health("fake", rendering=rendering, restarts=restarts)
        composer.health = Health("fake", problem="It hangs.", restarts={"sampler": 2})
        await until(lambda: engine.health.warning == "Worker one: It hangs.")
        assert (engine.health.problem, engine.health.restarts["sampler"]) == (None, 2)
        assert engine._at_once == 1
        other.health = Health("fake", problem="It has stopped.")
        both = "Worker one: It hangs. Worker two: It has stopped."
        await until(lambda: engine.health.problem == both)
        assert engine.health.warning is None


async def test_a_task_of_a_composer_that_hangs_is_composed_by_another(
    cluster: Cluster, composer: HeldComposer
) -> None:
    other = HeldComposer()
    other.go.set()
    async with cluster.engine() as engine, cluster.worker("one", composer):
        await cluster.ready(engine, 1)
        await engine.submit(job(1))
        await until(lambda: composer.begun)
        async with cluster.worker("two", other):
            composer.health = Health("fake", problem="It hangs.")
            assert await compose(engine, "job1") == tune_for(ComposeRequest(seed=1))


async def test_two_engines_opened_one_after_the_other_do_not_meet(
    cluster: Cluster, composer: HeldComposer
) -> None:
    composer.go.set()
    async with cluster.worker("one", composer, rows=2):
        for _ in range(3):
            async with cluster.engine() as engine:
                await cluster.ready(engine, 2)
                for number in (1, 2):
                    await run(engine, job(number))


class SlowRenderer(QuickRenderer):
    """Renders once `go` is set. `begun`: for whom, in order."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun: list[str] = []

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        self.begun.append(user)
        await self.go.wait()
        return await super().render(abc, playing, formats=formats, user=user, job_id=job_id)


async def test_users_take_turns_in_rendering(cluster: Cluster, composer: HeldComposer) -> None:
    renderer = SlowRenderer()
    composer.go.set()
    async with cluster.engine() as engine, cluster.worker("one", composer, renderer, rows=9):
        await cluster.ready(engine, 9)
        endings = []
        for number in range(8):
            await engine.submit(job(number, user="bob" if number == 7 else "ann"))
            endings.append(asyncio.create_task(events_of(engine, number)))
            await compose(engine, f"job{number}")
        await until(lambda: len(renderer.begun) == 2)
        renderer.go.set()
        await asyncio.gather(*endings)
    assert "bob" in renderer.begun[2:4]


async def test_a_task_that_a_worker_is_given_again_while_it_has_it_in_hand_is_composed_once(
    cluster: Cluster, composer: HeldComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "ACK_SECONDS", 0.5)  # the worker speaks up after ten seconds only
    async with cluster.engine() as engine, cluster.worker("one", composer, rows=2):
        await cluster.ready(engine, 2)
        await engine.submit(job(1))
        await until(lambda: composer.begun)
        await asyncio.sleep(1.2)
        assert composer.begun == [1]
        composer.go.set()
        assert isinstance((await events_of(engine, 1))[-1], Done)


async def test_a_long_task_is_not_given_to_another_worker(
    cluster: Cluster, composer: HeldComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (broker_module, worker):
        monkeypatch.setattr(module, "ACK_SECONDS", 0.9)
    other = HeldComposer()
    async with cluster.engine() as engine, cluster.worker("one", composer), cluster.worker("two", other):
        await cluster.ready(engine, 2)
        await engine.submit(job(1))
        await until(lambda: composer.begun or other.begun)
        await asyncio.sleep(2.5)
        assert len(composer.begun + other.begun) == 1
        composer.go.set()
        other.go.set()
        assert isinstance((await events_of(engine, 1))[-1], Done)
