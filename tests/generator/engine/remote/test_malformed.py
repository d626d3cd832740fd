"""Nonsense in both directions: tasks, results and heartbeats that are none."""

from __future__ import annotations

import asyncio

import pytest

from generator.engine import Done, Failed
from generator.engine.client import run
from generator.engine.remote.broker import Broker
from generator.engine.remote.subjects import ANY, WORK
from tests.generator.engine.jobs import HeldComposer, events_of, job, until
from tests.generator.engine.remote.cluster import Cluster
from tests.generator.engine.remote.looking import eventually, none_left, spy

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.mark.parametrize(
    "text", [b"", b"\xff", b"[]", b'{"request": {"type": 7}}', b'{"request": {}, "more": 1}', b"[" * 100_000]
)
async def test_a_malformed_task_is_refused_and_the_worker_goes_on(
    cluster: Cluster, composer: HeldComposer, text: bytes
) -> None:
    composer.go.set()
    async with (
        cluster.engine() as engine,
        cluster.worker("one", composer),
        spy(cluster) as connection,
    ):
        await cluster.ready(engine, 1)
        await Broker(connection).ask(ANY, "bad.compose", text)
        await eventually(lambda: Broker(connection).result("bad.compose"))
        assert b"BadRequest" in (await Broker(connection).result("bad.compose") or b"")
        await run(engine, job(1))
        await none_left(connection, WORK)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}\n",
        b'{"tune": {"request": {}, "title": 1, "abc": "", "model": ""}, "timings": {}}\n',
        b'{"seconds": 1, "timings": {}, "files": {"abc": 2}, "pages": [], "notices": []}\nab',
        b'{"seconds": 1, "timings": {}, "files": {"exe": 2}, "pages": [], "notices": []}\nab',
        b'{"seconds": 1, "timings": {}, "files": {}, "pages": [2], "notices": []}\nab',
        b'{"stored": "nowhere"}\n',
        b'{"seconds": 1, "timings": {"sound": 1' + b"0" * 400 + b'}, "files": {}}\n',
        b'{"tune": {"request": 7, "title": "", "abc": "", "model": ""}, "timings": {}}\n',
        b'{"tune": {"request": {}, "title": "\\ud800", "abc": "", "model": ""}, "timings": {}}\n',
        b"[" * 100_000 + b"\n",
    ],
)
async def test_a_malformed_result_is_refused_and_the_task_is_done_again(
    cluster: Cluster, composer: HeldComposer, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        cluster.engine() as engine,
        cluster.worker("one", composer),
        spy(cluster) as connection,
    ):
        await cluster.ready(engine, 1)
        await engine.submit(job(1))
        await until(lambda: composer.begun)
        await Broker(connection).answer("job1.compose", text, "forged")
        await until(lambda: "is no result" in caplog.text)
        composer.go.set()
        assert isinstance((await events_of(engine, 1))[-1], Done)


async def test_a_task_that_is_lost_by_bad_results_again_and_again_is_given_up(
    cluster: Cluster, composer: HeldComposer
) -> None:
    async with cluster.engine() as engine, spy(cluster) as connection, cluster.worker("one", composer):
        await cluster.ready(engine, 1)
        await engine.submit(job(1))
        ending = asyncio.create_task(events_of(engine, 1))
        while not ending.done():
            await Broker(connection).answer("job1.compose", b"nonsense", "forged")
            await asyncio.sleep(0.1)
        failed = (await ending)[-1]
        assert isinstance(failed, Failed)
        assert failed.kind == "WorkFailed"


async def test_a_malformed_heartbeat_is_logged_once_and_ignored(
    cluster: Cluster, composer: HeldComposer, caplog: pytest.LogCaptureFixture
) -> None:
    composer.go.set()
    async with cluster.engine() as engine, cluster.worker("one", composer), spy(cluster) as connection:
        await cluster.ready(engine, 1)
        for text in (
            b"",
            b"{}",
            b'{"worker": "x", "rows": -1}',
            b'{"worker": "a b"}',
            b'{"worker": "x", "y": 1}',
            b'{"worker": "x", "problem": "\\ud800"}',
            b'{"worker": "x", "model": "a\\nb"}',
        ):
            await connection.publish("lilt.workers.other", text)
        await run(engine, job(1))
        assert caplog.text.count("what lilt.workers.other says is not understood") == 1
        assert "Worker other is of another version of Lilt" in (engine.health.warning or "")
        assert engine._at_once == 1


async def test_what_a_worker_says_of_itself_stays_on_one_line(cluster: Cluster) -> None:
    async with cluster.engine() as engine, spy(cluster) as connection:
        async with asyncio.timeout(20):
            while "Worker x" not in (engine.health.problem or ""):
                await connection.publish(
                    "lilt.workers.x", b'{"worker": "x", "problem": "It\\nis \\u001b[31mred."}'
                )
                await asyncio.sleep(0.05)
        assert engine.health.problem == "Worker x: It is  [31mred."
