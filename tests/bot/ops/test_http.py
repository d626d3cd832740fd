"""The HTTP server: `/metrics` has the counts, and `/healthz` the health report."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import aiohttp
import pytest

from bot.app import Lilt
from bot.history import History
from bot.ops.engine_metrics import CountingEngine
from bot.ops.health import Report
from bot.ops.http import HOST, PortTaken, http_server
from bot.ops.metrics import Metrics
from generator.engine import Health, Job
from generator.engine.client import run
from generator.engine.loop_lag import LoopLag
from generator.errors import EngineClosed, JobFailed, QueueFull
from generator.request import ComposeRequest
from generator.tune import Recording
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary


class TimedEngine(FakeEngine):
    """An engine whose tunes took three drafts, with timings."""

    def recording(self, job: Job) -> Recording:
        made = super().recording(job)
        tune = replace(
            made.tune, drafts=4, attempts=3, rejections={"bar 7 is too long": 1, "bar 9 is too long": 1}
        )
        return Recording(tune=tune, rendering=replace(made.rendering, timings={"sample": 0.25, "total": 0.5}))


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        number: int = probe.getsockname()[1]
    return number


async def page(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://{HOST}:{port}{path}") as answer:
        return answer.status, await answer.text()


def job(number: int) -> Job:
    return Job(id=str(number), user="ann", work=ComposeRequest(), formats=frozenset({"mp3"}))


async def test_the_metrics_count_what_happened(port: int) -> None:
    lag = LoopLag()
    lag.add(0.04)
    metrics, inner = Metrics(lag), TimedEngine()
    engine = CountingEngine(inner, metrics)
    await run(engine, job(1))
    inner.cancelled.add("2")
    with pytest.raises(EngineClosed):
        await run(engine, job(2))
    inner.fail = "no"
    with pytest.raises(JobFailed):
        await run(engine, job(3))
    inner.refuse = QueueFull(9)
    with pytest.raises(QueueFull):
        await run(engine, job(4))
    inner.refuse = None
    await engine.submit(job(5))
    await engine.submit(job(6))
    await anext(engine.events("6"))
    async with http_server(port, metrics, Report):
        status, text = await page(port, "/metrics")
    assert status == 200
    for line in (
        *(f'lilt_jobs_total{{outcome="{one}"}} 1.0' for one in ("done", "failed", "cancelled", "refused")),
        "lilt_jobs_in_flight 2.0",
        "lilt_queue_length 1.0",
        'lilt_failures_total{reason="error"} 1.0',
        'lilt_refusals_total{reason="QueueFull"} 1.0',
        "lilt_drafts_total 3.0",
        'lilt_rejections_total{reason="bar N is too long"} 2.0',
        'lilt_stage_seconds_sum{stage="sample"} 0.25',
        "lilt_wait_seconds_count 4.0",
        'lilt_loop_lag_seconds{quantile="0.99"} 0.04',
    ):
        assert line in text.splitlines()


async def test_a_cancelled_job_without_a_listener_is_not_in_flight() -> None:
    metrics = Metrics(LoopLag())
    engine = CountingEngine(FakeEngine(), metrics)
    await engine.submit(job(1))
    await engine.cancel("1")
    assert "lilt_jobs_in_flight 0.0" in metrics.text().decode()
    assert 'lilt_jobs_total{outcome="cancelled"} 1.0' in metrics.text().decode()


async def test_the_metrics_show_the_state_of_the_bot(history: History, engine: FakeEngine) -> None:
    lilt = Lilt(engine=engine, history=history, catalogue=CATALOGUE, library=FakeLibrary())
    metrics = Metrics(LoopLag())
    metrics.show(lambda: lilt.snapshot)
    lilt.orders._undelivered = 2
    lilt.guild_count = 12
    engine.is_well = Health("first", warning="It cannot be loaded.", restarts={"worker": 3})
    await lilt.health.check()
    text = metrics.text().decode()
    for line in (
        "lilt_healthy 0.0",
        "lilt_warning 1.0",
        "lilt_connected 0.0",
        "lilt_shards 0.0",
        "lilt_shards_connected 0.0",
        "lilt_guilds 12.0",
        "lilt_gateway_latency_seconds NaN",
        "lilt_undelivered_total 2.0",
        'lilt_model_info{id="first"} 1.0',
        "lilt_engine_ok 1.0",
        "lilt_model_current 0.0",
        'lilt_restarts_total{part="worker"} 3.0',
    ):
        assert line in text.splitlines()
    assert "process_resident_memory_bytes" in text


@pytest.mark.parametrize(
    ("report", "answer"),
    [
        (Report(), (200, "ok\n")),
        (Report(warning="It is old."), (200, "ok, but: It is old.\n")),
        (Report(problem="It is dead.", warning="It is old."), (503, "It is dead.\n")),
    ],
)
async def test_healthz_fails_for_a_problem_and_shows_a_warning(
    port: int, report: Report, answer: tuple[int, str]
) -> None:
    async with http_server(port, Metrics(LoopLag()), lambda: report):
        assert await page(port, "/healthz") == answer


async def test_a_port_that_is_in_use_is_named(port: int) -> None:
    async with http_server(port, Metrics(LoopLag()), Report):
        with pytest.raises(PortTaken, match=f"LILT_PORT: port {port} is in use"):
            async with http_server(port, Metrics(LoopLag()), Report):
                pass


async def test_port_0_serves_nothing() -> None:
    async with http_server(0, Metrics(LoopLag()), Report):
        pass


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((name, 200) for name in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST:8090", "127.0.0.1:1")),
        *((name, 403) for name in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80",
                                   "localhost:80:80", "evil.example#localhost", "", "lilt", "10.0.0.7:8090")),
    ],
)  # fmt: skip
async def test_a_request_that_names_another_host_is_refused(
    port: int, path: str, host: str, status: int
) -> None:
    """A web page whose name was made to lead here cannot read the pages through a visitor's browser."""
    async with http_server(port, Metrics(LoopLag()), Report):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        _, code, *_ = (await reader.readline()).decode().split()
        assert code == str(status) or (
            status == 403 and code == "400"
        )  # aiohttp itself refuses what is no name
        writer.close()
        await writer.wait_closed()
