"""A job of the queue from `submit` to its final event. Composing and rendering are fakes."""

from __future__ import annotations

import asyncio

import pytest

from generator.engine import Cancelled, Done, Failed, Health, Progress, Queued
from generator.engine.client import compose, render, run
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.errors import (
    ComposeError,
    EngineClosed,
    EngineError,
    JobFailed,
)
from generator.request import ComposeRequest
from tests.generator.engine.conftest import OpenEngine
from tests.generator.engine.jobs import (
    HeldComposer,
    QuickRenderer,
    events_of,
    first_event,
    job,
    tune_for,
    until,
)


async def test_a_recording_is_kept_until_it_was_delivered(
    composer: HeldComposer, open_engine: OpenEngine
) -> None:
    composer.go.set()
    engine = await open_engine(composer, queue_limit=200, user_limit=200, at_once=8)
    for number in range(100):
        await engine.submit(job(number))
    for number in range(100):
        await engine.render(f"job{number}", tune_for(ComposeRequest(seed=number)))
    while engine._running:
        await asyncio.wait(engine._running.values())
    assert all([isinstance((await events_of(engine, number))[-1], Done) for number in range(100)])


async def test_a_job_ends_with_its_recording(engine: QueuedEngine, composer: HeldComposer) -> None:
    composer.go.set()
    recording = await run(engine, job(1))
    assert recording.tune == tune_for(ComposeRequest(seed=1))
    assert recording.rendering.timings.keys() == {"sample", "midi", "total"}


async def test_the_events_of_a_job_are_in_order(engine: QueuedEngine, composer: HeldComposer) -> None:
    for number in (0, 1):
        await engine.submit(job(number))
    following = [asyncio.create_task(events_of(engine, number)) for number in (0, 1)]
    await until(lambda: composer.begun)
    composer.go.set()
    _, (*before, last) = await asyncio.gather(*following)
    assert before == [
        Queued(1),
        Progress("composing"),
        Progress("composing", 9, 16),
        Progress("rendering"),
    ]
    assert isinstance(last, Done)


async def test_only_the_first_call_of_render_counts(engine: QueuedEngine, composer: HeldComposer) -> None:
    composer.go.set()
    await engine.submit(job(1))
    tune = await compose(engine, "job1")
    await engine.render("job1", tune.renamed("First"))
    recording = await render(engine, "job1", tune.renamed("Second"))
    await engine.render("job1", tune.renamed("Third"))
    assert recording.tune.title == "First"


async def test_a_composed_job_can_be_cancelled(engine: QueuedEngine, composer: HeldComposer) -> None:
    composer.go.set()
    await engine.submit(job(1))
    tune = await compose(engine, "job1")
    await engine.cancel("job1")
    with pytest.raises(EngineClosed):
        await render(engine, "job1", tune)


async def test_rendering_an_unknown_job_is_an_error(engine: QueuedEngine) -> None:
    with pytest.raises(EngineError, match="no longer in the queue"):
        await engine.render("nothing", tune_for(ComposeRequest()))


async def test_a_job_with_a_finished_tune_is_only_rendered(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    tune = tune_for(ComposeRequest(seed=9))
    assert (await run(engine, job(1, work=tune))).tune is tune
    assert composer.begun == []


async def test_submitting_a_known_job_changes_nothing(engine: QueuedEngine, composer: HeldComposer) -> None:
    composer.go.set()
    for _ in range(5):
        await run(engine, job(1))
    assert composer.begun == [1]


async def test_every_listener_gets_the_final_event(engine: QueuedEngine, composer: HeldComposer) -> None:
    await engine.submit(job(1))
    listeners = [asyncio.create_task(events_of(engine, 1)) for _ in range(3)]
    composer.go.set()
    assert all(isinstance(events[-1], Done) for events in await asyncio.gather(*listeners))
    assert isinstance((await events_of(engine, 1))[-1], Done)


@pytest.mark.parametrize("number", [1, 2])
async def test_a_cancelled_job_ends_with_cancelled(
    engine: QueuedEngine, composer: HeldComposer, number: int
) -> None:
    for one in (1, 2):
        await engine.submit(job(one))
    await until(lambda: composer.begun)
    await engine.cancel(f"job{number}")
    assert (await events_of(engine, number))[-1] == Cancelled()


async def test_cancelling_an_unknown_or_finished_job_changes_nothing(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    composer.go.set()
    await run(engine, job(1))
    await engine.cancel("job1")
    await engine.cancel("nothing")
    assert isinstance((await events_of(engine, 1))[-1], Done)


async def test_the_sentence_of_an_expected_error_is_the_reason(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    composer.error = ComposeError("No tune came out.")
    composer.go.set()
    with pytest.raises(JobFailed, match="No tune came out"):
        await run(engine, job(1))


async def test_an_unexpected_error_is_logged_and_its_text_is_not_shown(
    engine: QueuedEngine, composer: HeldComposer, caplog: pytest.LogCaptureFixture
) -> None:
    composer.error = RuntimeError("secret path /root/x")
    composer.go.set()
    with pytest.raises(JobFailed) as failed:
        await run(engine, job(1))
    assert "secret" not in str(failed.value)
    assert "job1" in str(failed.value)
    assert "secret" in caplog.text


async def test_events_of_an_unknown_job_are_an_error(engine: QueuedEngine) -> None:
    with pytest.raises(EngineError, match="no longer in the queue"):
        await events_of(engine, 1)


async def test_the_oldest_delivered_jobs_are_forgotten(engine: QueuedEngine, composer: HeldComposer) -> None:
    composer.go.set()
    for number in range(70):
        await run(engine, job(number))
    await asyncio.sleep(0.01)
    with pytest.raises(EngineError):
        await events_of(engine, 0)
    assert await events_of(engine, 69)


async def test_the_health_is_that_of_the_composer_and_the_restarts_of_the_workers(
    composer: HeldComposer,
) -> None:
    engine = QueuedEngine(composer, QuickRenderer(), queue_limit=6, user_limit=3, at_once=1)
    composer.health = Health("fake", problem="It is broken.", restarts={"sampler": 2})
    assert engine.health.problem == "It is broken."
    assert engine.health.restarts == {"sampler": 2, "worker": 0}
    assert engine.health.rendering is None
    warning = "2 of 4 render processes do not run."
    vars(engine._renderer)["warning"] = warning
    assert engine.health.rendering == warning
    assert engine.health.problem == "It is broken."


async def test_a_job_goes_on_when_a_listener_leaves(engine: QueuedEngine, composer: HeldComposer) -> None:
    await engine.submit(job(1))
    await until(lambda: composer.begun)
    assert await first_event(engine, 1) == Progress("composing")
    composer.go.set()
    assert isinstance((await events_of(engine, 1))[-1], Done)


async def test_the_final_event_of_a_failed_job_has_reason_and_kind(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    composer.error = ComposeError("No.")
    composer.go.set()
    await engine.submit(job(1))
    (*_, final) = await events_of(engine, 1)
    assert final == Failed("No.")
    assert isinstance(final, Failed)
    assert final.kind == "ComposeError"
