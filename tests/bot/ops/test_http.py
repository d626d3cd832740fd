"""The pages for those who run the bot: the figures are of what happened, and `/healthz` can fail."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.app import Lilt
from bot.history import History
from bot.history.sqlite_errors import UNWRITABLE
from bot.ops import health as wellbeing
from bot.ops.engine_metrics import CountingEngine
from bot.ops.health import NOT_CONNECTED, SILENT, Wellbeing
from bot.ops.http import HOST, PortTaken, status_pages
from bot.ops.metrics import Metrics
from generator.engine import Health, Job
from generator.engine.client import run
from generator.engine.loop_lag import LoopLag
from generator.errors import EngineClosed, JobFailed, QueueFull
from generator.tune import ComposeRequest, Recording
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine


class TimedEngine(FakeEngine):
    """Its tunes took three drafts, and it says how long."""

    def recording(self, job: Job) -> Recording:
        made = super().recording(job)
        tune = replace(made.tune, attempts=3, rejections={"bar 7 is too long": 1, "bar 9 is too long": 1})
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


async def well() -> str | None:
    return None


def job(number: int) -> Job:
    return Job(id=str(number), user="ann", work=ComposeRequest(), formats=frozenset({"mp3"}))


async def test_the_figures_are_of_what_happened(port: int) -> None:
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
    async with status_pages(port, metrics, well):
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


async def test_a_job_that_nobody_follows_is_not_in_flight_for_ever() -> None:
    metrics = Metrics(LoopLag())
    engine = CountingEngine(FakeEngine(), metrics)
    await engine.submit(job(1))
    await engine.cancel("1")
    assert "lilt_jobs_in_flight 0.0" in metrics.text().decode()
    assert 'lilt_jobs_total{outcome="cancelled"} 1.0' in metrics.text().decode()


async def test_the_figures_show_how_things_stand(lilt: Lilt, engine: FakeEngine) -> None:
    metrics = Metrics(LoopLag())
    metrics.stand(lambda: lilt.standing)
    lilt.orders._undelivered = 2
    health = Health("first", warning="It cannot be loaded.", restarts={"worker": 3})
    engine.is_well = health
    text = metrics.text().decode()
    for line in (
        "lilt_connected 1.0",
        "lilt_guilds 0.0",
        "lilt_gateway_latency_seconds NaN",
        "lilt_undelivered_total 2.0",
        'lilt_model_info{id="first"} 1.0',
        "lilt_engine_ok 1.0",
        "lilt_model_current 0.0",
        'lilt_restarts_total{part="worker"} 3.0',
    ):
        assert line in text.splitlines()
    assert "process_resident_memory_bytes" in text


async def test_a_bot_that_is_not_connected_is_not_well(port: int, history: History) -> None:
    lilt = Lilt(engine=FakeEngine(), history=history, catalogue=CATALOGUE)
    async with status_pages(port, Metrics(LoopLag()), lilt.wellbeing.problem):
        assert await page(port, "/healthz") == (503, f"{NOT_CONNECTED}\n")


@pytest.fixture
def lilt(engine: FakeEngine, history: History, monkeypatch: pytest.MonkeyPatch) -> Lilt:
    """A bot that thinks it is connected."""
    monkeypatch.setattr(Wellbeing, "connected", True)
    return Lilt(engine=engine, history=history, catalogue=CATALOGUE)


async def test_a_bot_whose_history_does_not_answer_is_not_well(port: int, lilt: Lilt) -> None:
    async with status_pages(port, Metrics(LoopLag()), lilt.wellbeing.problem):
        assert await page(port, "/healthz") == (200, "ok\n")
        await lilt.history._db.execute("ALTER TABLE tunes RENAME TO gone")
        assert await page(port, "/healthz") == (503, f"{SILENT}\n")


async def test_a_bot_that_composes_no_more_is_not_well(port: int, lilt: Lilt, engine: FakeEngine) -> None:
    engine.is_well = Health("tiny", problem="It is dead.")
    assert (await lilt.wellbeing.problem(), await lilt.wellbeing.complaint()) == (
        "It is dead.",
        "It is dead.",
    )
    async with status_pages(port, Metrics(LoopLag()), lilt.wellbeing.complaint):
        assert await page(port, "/healthz") == (503, "It is dead.\n")


async def test_a_model_that_cannot_be_loaded_is_a_complaint_but_no_reason_to_be_restarted(
    lilt: Lilt, engine: FakeEngine
) -> None:
    engine.is_well = Health("tiny", warning="The new one is broken.")
    assert (await lilt.wellbeing.problem(), await lilt.wellbeing.complaint()) == (
        None,
        "The new one is broken.",
    )


async def test_a_bot_whose_history_takes_nothing_is_not_well(lilt: Lilt) -> None:
    await lilt.history._db.execute("PRAGMA query_only = ON")
    assert await lilt.wellbeing.problem() == UNWRITABLE
    await lilt.history._db.execute("PRAGMA query_only = OFF")
    assert await lilt.wellbeing.problem() is None


async def test_a_bot_that_has_lost_discord_is_not_well_until_it_is_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot: Any = stage.env.bot
    await bot.on_ready()
    await bot.on_disconnect()
    assert await bot.wellbeing.problem() is None  # it may be back in a moment
    monkeypatch.setattr(wellbeing, "LOST_SECONDS", 0.0)
    assert await bot.wellbeing.problem() == NOT_CONNECTED
    await bot.on_resumed()
    assert await bot.wellbeing.problem() is None


async def test_a_bot_whose_history_hangs_is_not_well(lilt: Lilt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wellbeing, "HISTORY_SECONDS", 0.05)
    async with lilt.history._writing:
        assert await lilt.wellbeing.problem() == SILENT
    assert await lilt.wellbeing.problem() is None


async def test_a_port_that_is_taken_is_said(port: int) -> None:
    async with status_pages(port, Metrics(LoopLag()), well):
        with pytest.raises(PortTaken, match=f"LILT_PORT: port {port} is in use"):
            async with status_pages(port, Metrics(LoopLag()), well):
                pass


async def test_port_0_serves_nothing() -> None:
    async with status_pages(0, Metrics(LoopLag()), well):
        pass
