"""The limits of the queue, the order of its jobs, and closing it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from generator.engine import Cancelled, Done, Progress, Queued
from generator.engine.client import compose, render, run
from generator.engine.queueing import queued_engine
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.errors import (
    EngineClosed,
    QueueFull,
    UserQueueFull,
)
from generator.request import ComposeRequest
from tests.generator.engine.conftest import OpenEngine
from tests.generator.engine.jobs import HeldComposer, events_of, first_event, job, tune_for, until


async def test_a_user_with_too_many_jobs_is_refused(engine: QueuedEngine) -> None:
    for number in range(3):
        await engine.submit(job(number))
    with pytest.raises(UserQueueFull, match="3 tunes"):
        await engine.submit(job(4))
    await engine.submit(job(5, user="bob"))


async def test_a_full_queue_refuses_jobs(engine: QueuedEngine) -> None:
    for number in range(6):
        await engine.submit(job(number, user=f"user{number}"))
    with pytest.raises(QueueFull, match="6 tunes"):
        await engine.submit(job(7, user="zoe"))


async def test_a_finished_job_makes_room_for_another(engine: QueuedEngine, composer: HeldComposer) -> None:
    composer.go.set()
    for number in range(9):
        await run(engine, job(number))
    assert len(composer.begun) == 9


async def test_a_job_counts_against_its_user_until_it_is_rendered(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    composer.go.set()
    for number in (1, 2, 3):
        await engine.submit(job(number))
    tune = await compose(engine, "job1")
    with pytest.raises(UserQueueFull):
        await engine.submit(job(4))
    await render(engine, "job1", tune)
    await engine.submit(job(4))


async def test_an_admitted_job_is_not_checked_against_the_limits(engine: QueuedEngine) -> None:
    for number in range(6):
        await engine.submit(job(number, user=f"user{number % 2}"))
    await engine.submit(replace(job(7, user="user1"), admitted=True))
    with pytest.raises(QueueFull):
        await engine.submit(job(8, user="zoe"))


async def test_the_jobs_of_a_user_run_in_order_of_arrival(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    composer.go.set()
    for number in (3, 1, 2):
        await engine.submit(job(number))
    for number in (3, 1, 2):
        await events_of(engine, number)
    assert composer.begun == [3, 1, 2]


async def test_the_jobs_of_one_user_delay_another_user_by_one_job_at_most(
    composer: HeldComposer, open_engine: OpenEngine
) -> None:
    engine = await open_engine(composer, queue_limit=60, user_limit=50, at_once=1)
    for number in range(50):
        await engine.submit(job(number))
    await engine.submit(job(50, user="bob"))
    assert await first_event(engine, 50) == Queued(2)
    assert await first_event(engine, 2) == Queued(3)
    following = [asyncio.create_task(events_of(engine, number)) for number in (0, 1)]
    composer.go.set()
    await events_of(engine, 50)
    assert composer.begun[:2] == [0, 50]
    await asyncio.gather(*following)


async def test_a_position_moves_up_when_a_job_ahead_is_cancelled(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    for number in (1, 2, 3):
        await engine.submit(job(number))
    await until(lambda: composer.begun)
    assert [await first_event(engine, number) for number in (1, 2, 3)] == [
        Progress("composing"),
        Queued(1),
        Queued(2),
    ]
    await engine.cancel("job2")
    assert await first_event(engine, 3) == Queued(1)


async def test_a_waiting_job_has_an_estimated_time(engine: QueuedEngine, composer: HeldComposer) -> None:
    composer.go.set()
    await run(engine, job(1))
    composer.go.clear()
    for number in (2, 3, 4):
        await engine.submit(job(number))
    await until(lambda: len(composer.begun) == 2)
    next_one, last = [await first_event(engine, number) for number in (3, 4)]
    assert isinstance(next_one, Queued)
    assert isinstance(last, Queued)
    assert next_one.seconds
    assert last.seconds == pytest.approx(next_one.seconds * 3 / 2)


async def test_a_composed_job_keeps_its_place_until_it_is_rendered(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    composer.go.set()
    for number in (1, 2):
        await engine.submit(job(number))
    tune = await compose(engine, "job1")
    await asyncio.sleep(0.1)
    assert (composer.begun, await first_event(engine, 2)) == ([1], Queued(1))
    recording = await render(engine, "job1", tune.renamed("Another Title"))
    assert recording.tune.title == "Another Title"
    assert await compose(engine, "job2") == tune_for(ComposeRequest(seed=2))


async def test_closing_cancels_all_jobs_and_accepts_no_more(engine: QueuedEngine) -> None:
    await engine.submit(job(1))
    await engine.submit(job(2))
    await engine.close()
    assert [(await events_of(engine, number))[-1] for number in (1, 2)] == [Cancelled()] * 2
    with pytest.raises(EngineClosed):
        await engine.submit(job(3))


async def test_draining_finishes_running_jobs_and_cancels_waiting_ones(
    engine: QueuedEngine, composer: HeldComposer
) -> None:
    await engine.submit(job(1))
    await engine.submit(job(2))
    await until(lambda: composer.begun)
    following = asyncio.create_task(events_of(engine, 1))
    closing = asyncio.create_task(engine.close(drain=30))
    await asyncio.sleep(0.01)
    with pytest.raises(EngineClosed):
        await engine.submit(job(3))
    composer.go.set()
    await closing
    assert isinstance((await following)[-1], Done)
    assert (await events_of(engine, 2))[-1] == Cancelled()
    assert composer.begun == [1]


async def test_draining_ends_after_its_time(engine: QueuedEngine, composer: HeldComposer) -> None:
    await engine.submit(job(1))
    await until(lambda: composer.begun)
    async with asyncio.timeout(5):
        await engine.close(drain=0.05)
    assert (await events_of(engine, 1))[-1] == Cancelled()


async def test_a_composed_job_loses_its_place_but_not_its_tune_if_its_caller_takes_long(
    composer: HeldComposer, engine: QueuedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queued_engine, "PLACE_SECONDS", 0.01)
    composer.go.set()
    for number in (1, 2):
        await engine.submit(job(number))
    tune = await compose(engine, "job1")
    assert await compose(engine, "job2") == tune_for(ComposeRequest(seed=2))
    assert (await render(engine, "job1", tune)).tune == tune


async def test_the_time_that_a_caller_takes_is_no_part_of_the_estimate(
    composer: HeldComposer, engine: QueuedEngine
) -> None:
    composer.go.set()
    await engine.submit(job(1))
    tune = await compose(engine, "job1")
    await asyncio.sleep(1.0)
    assert (await render(engine, "job1", tune)).rendering.timings["total"] < 0.9


async def test_a_job_that_was_cancelled_and_forgotten_is_closed_for_its_caller(
    composer: HeldComposer, engine: QueuedEngine
) -> None:
    for number in range(40):
        await engine.submit(replace(job(number), admitted=True))
    await engine.close()
    for number in range(40):
        with pytest.raises(EngineClosed):
            await compose(engine, f"job{number}")
        with pytest.raises(EngineClosed):
            await render(engine, f"job{number}", tune_for(ComposeRequest()))
