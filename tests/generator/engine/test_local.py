"""The contract of Engine, held by the local one. Composing is real, only slow work is faked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.compose.composer import BarProgress
from generator.compose.composer import Composed as ComposedTune
from generator.engine import Cancelled, Composed, Done, Event, Failed, Health, Job, Progress, Queued
from generator.engine.client import compose, render, run
from generator.engine.local import LocalEngine, open_local_engine
from generator.errors import (
    BadRequest,
    ComposeError,
    EngineClosed,
    EngineError,
    JobFailed,
    ModelError,
    QueueFull,
    UserQueueFull,
)
from generator.tune import ComposeRequest, Rendering, Tune


def tune_for(request: ComposeRequest) -> Tune:
    return Tune(request=request, title="A Jig", abc="X:1\nK:D\nDFA|]\n", model="fake")


class SlowComposer:
    """Composes when it is let to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun: list[int | None] = []
        self.error: Exception | None = None
        self.health = Health("fake")

    async def compose(self, request: ComposeRequest, progress: BarProgress) -> ComposedTune:
        self.begun.append(request.seed)
        await self.go.wait()
        progress(9, 16)
        if self.error:
            raise self.error
        return ComposedTune(tune_for(request), {"sample": 0.5})


class QuickRenderer:
    """Renders nothing much, at once."""

    replaced = 0

    async def render(
        self, abc: str, *, instrument: str, tempo: int | None, formats: frozenset[str]
    ) -> Rendering:
        return Rendering(files={name: abc.encode() for name in formats}, seconds=1.0, timings={"midi": 0.25})


@pytest.fixture
async def composer() -> SlowComposer:
    return SlowComposer()


@pytest.fixture
async def engine(composer: SlowComposer) -> AsyncIterator[LocalEngine]:
    engine = LocalEngine(composer, QuickRenderer(), queue_limit=6, user_limit=3, at_once=1)
    yield engine
    await engine.close()


def job(number: int, user: str = "ann", work: ComposeRequest | Tune | None = None) -> Job:
    return Job(
        id=f"job{number}", user=user, work=work or ComposeRequest(seed=number), formats=frozenset({"abc"})
    )


async def events_of(engine: LocalEngine, number: int) -> list[Event]:
    """All that happens to a job that is rendered as soon as it is composed."""
    events: list[Event] = []
    async for event in engine.events(f"job{number}"):
        if isinstance(event, Composed):
            await engine.render(f"job{number}", event.tune)
        else:
            events.append(event)
    return events


async def first_event(engine: LocalEngine, number: int) -> Event:
    async for event in engine.events(f"job{number}"):
        return event
    raise AssertionError("there was no event")


async def test_a_recording_waits_for_its_listener_however_many_end_meanwhile(
    composer: SlowComposer,
) -> None:
    composer.go.set()
    engine = LocalEngine(composer, QuickRenderer(), queue_limit=200, user_limit=200)
    for number in range(100):
        await engine.submit(job(number))
    await asyncio.sleep(0.01)
    for number in range(100):
        await engine.render(f"job{number}", tune_for(ComposeRequest(seed=number)))
    while engine._running:
        await asyncio.wait(engine._running.values())
    assert all([isinstance((await events_of(engine, number))[-1], Done) for number in range(100)])


async def test_a_job_ends_with_its_recording(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.go.set()
    recording = await run(engine, job(1))
    assert recording.tune == tune_for(ComposeRequest(seed=1))
    assert recording.rendering.timings.keys() == {"sample", "midi", "total"}


async def test_events_tell_how_far_a_job_is(engine: LocalEngine, composer: SlowComposer) -> None:
    for number in (0, 1):
        await engine.submit(job(number))
    following = [asyncio.create_task(events_of(engine, number)) for number in (0, 1)]
    await asyncio.sleep(0.01)
    composer.go.set()
    _, (*before, last) = await asyncio.gather(*following)
    assert before == [
        Queued(1),
        Progress("composing"),
        Progress("composing", 9, 16),
        Progress("rendering"),
    ]
    assert isinstance(last, Done)


async def test_a_composed_job_keeps_its_place_until_its_tune_is_to_be_rendered(
    engine: LocalEngine, composer: SlowComposer
) -> None:
    composer.go.set()
    for number in (1, 2):
        await engine.submit(job(number))
    tune = await compose(engine, "job1")
    await asyncio.sleep(0.01)
    assert (composer.begun, await first_event(engine, 2)) == ([1], Queued(1))
    recording = await render(engine, "job1", tune.renamed("Another Title"))
    assert recording.tune.title == "Another Title"
    assert await compose(engine, "job2") == tune_for(ComposeRequest(seed=2))


async def test_a_job_counts_against_its_user_until_it_is_rendered(
    engine: LocalEngine, composer: SlowComposer
) -> None:
    composer.go.set()
    for number in (1, 2, 3):
        await engine.submit(job(number))
    tune = await compose(engine, "job1")
    with pytest.raises(UserQueueFull):
        await engine.submit(job(4))
    await render(engine, "job1", tune)
    await engine.submit(job(4))


async def test_what_was_admitted_before_is_never_refused(engine: LocalEngine) -> None:
    for number in range(6):
        await engine.submit(job(number, user=f"user{number % 2}"))
    await engine.submit(replace(job(7, user="user1"), admitted=True))
    with pytest.raises(QueueFull):
        await engine.submit(job(8, user="zoe"))


async def test_a_job_is_rendered_once_however_often_that_is_asked(
    engine: LocalEngine, composer: SlowComposer
) -> None:
    composer.go.set()
    await engine.submit(job(1))
    tune = await compose(engine, "job1")
    await engine.render("job1", tune.renamed("First"))
    recording = await render(engine, "job1", tune.renamed("Second"))
    await engine.render("job1", tune.renamed("Third"))
    assert recording.tune.title == "First"


async def test_a_composed_job_can_be_cancelled(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.go.set()
    await engine.submit(job(1))
    tune = await compose(engine, "job1")
    await engine.cancel("job1")
    with pytest.raises(EngineClosed):
        await render(engine, "job1", tune)


async def test_rendering_an_unknown_job_is_an_error(engine: LocalEngine) -> None:
    with pytest.raises(EngineError, match="no longer in the queue"):
        await engine.render("nothing", tune_for(ComposeRequest()))


async def test_a_tune_that_exists_is_only_rendered(engine: LocalEngine, composer: SlowComposer) -> None:
    tune = tune_for(ComposeRequest(seed=9))
    assert (await run(engine, job(1, work=tune))).tune is tune
    assert composer.begun == []


async def test_positions_move_up(engine: LocalEngine, composer: SlowComposer) -> None:
    for number in (1, 2, 3):
        await engine.submit(job(number))
    await asyncio.sleep(0.01)
    assert [await first_event(engine, number) for number in (1, 2, 3)] == [
        Progress("composing"),
        Queued(1),
        Queued(2),
    ]
    await engine.cancel("job2")
    assert await first_event(engine, 3) == Queued(1)


async def test_who_waits_is_told_for_how_long(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.go.set()
    await run(engine, job(1))
    composer.go.clear()
    for number in (2, 3, 4):
        await engine.submit(job(number))
    await asyncio.sleep(0.01)
    next_one, last = [await first_event(engine, number) for number in (3, 4)]
    assert isinstance(next_one, Queued)
    assert isinstance(last, Queued)
    assert next_one.seconds
    assert last.seconds == pytest.approx(next_one.seconds * 3 / 2)


async def test_jobs_run_in_the_order_in_which_they_came(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.go.set()
    for number in (3, 1, 2):
        await engine.submit(job(number))
    for number in (3, 1, 2):
        await events_of(engine, number)
    assert composer.begun == [3, 1, 2]


async def test_one_users_tunes_delay_anothers_by_one_at_most(composer: SlowComposer) -> None:
    engine = LocalEngine(composer, QuickRenderer(), queue_limit=60, user_limit=50, at_once=1)
    for number in range(50):
        await engine.submit(job(number))
    await engine.submit(job(50, user="bob"))
    assert await first_event(engine, 50) == Queued(2)
    assert await first_event(engine, 2) == Queued(3)
    following = [asyncio.create_task(events_of(engine, number)) for number in (0, 1)]
    composer.go.set()
    await events_of(engine, 50)
    assert composer.begun[:3] == [0, 1, 50]
    await asyncio.gather(*following)
    await engine.close()


async def test_submitting_a_known_job_changes_nothing(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.go.set()
    for _ in range(5):
        await run(engine, job(1))
    assert composer.begun == [1]


async def test_everyone_who_listens_hears_the_end(engine: LocalEngine, composer: SlowComposer) -> None:
    await engine.submit(job(1))
    listeners = [asyncio.create_task(events_of(engine, 1)) for _ in range(3)]
    composer.go.set()
    assert all(isinstance(events[-1], Done) for events in await asyncio.gather(*listeners))
    assert isinstance((await events_of(engine, 1))[-1], Done)


async def test_a_user_may_have_only_so_many_jobs(engine: LocalEngine) -> None:
    for number in range(3):
        await engine.submit(job(number))
    with pytest.raises(UserQueueFull, match="3 tunes"):
        await engine.submit(job(4))
    await engine.submit(job(5, user="bob"))


async def test_the_queue_takes_only_so_many_jobs(engine: LocalEngine) -> None:
    for number in range(6):
        await engine.submit(job(number, user=f"user{number}"))
    with pytest.raises(QueueFull, match="6 tunes"):
        await engine.submit(job(7, user="zoe"))


async def test_a_finished_job_leaves_room(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.go.set()
    for number in range(9):
        await run(engine, job(number))
    assert len(composer.begun) == 9


@pytest.mark.parametrize("number", [1, 2])
async def test_a_cancelled_job_says_so(engine: LocalEngine, number: int) -> None:
    for one in (1, 2):
        await engine.submit(job(one))
    await asyncio.sleep(0.01)
    await engine.cancel(f"job{number}")
    assert (await events_of(engine, number))[-1] == Cancelled()


async def test_cancelling_what_is_unknown_or_over_changes_nothing(
    engine: LocalEngine, composer: SlowComposer
) -> None:
    composer.go.set()
    await run(engine, job(1))
    await engine.cancel("job1")
    await engine.cancel("nothing")
    assert isinstance((await events_of(engine, 1))[-1], Done)


async def test_an_expected_failure_keeps_its_sentence(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.error = ComposeError("No tune came out.")
    composer.go.set()
    with pytest.raises(JobFailed, match="No tune came out"):
        await run(engine, job(1))


async def test_an_unexpected_failure_shows_no_exception_text(
    engine: LocalEngine, composer: SlowComposer, caplog: pytest.LogCaptureFixture
) -> None:
    composer.error = RuntimeError("secret path /root/x")
    composer.go.set()
    with pytest.raises(JobFailed) as failed:
        await run(engine, job(1))
    assert "secret" not in str(failed.value)
    assert "job1" in str(failed.value)
    assert "secret" in caplog.text


async def test_events_of_an_unknown_job_are_an_error(engine: LocalEngine) -> None:
    with pytest.raises(EngineError, match="no longer in the queue"):
        await events_of(engine, 1)


async def test_only_so_many_finished_jobs_are_remembered(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.go.set()
    for number in range(70):
        await run(engine, job(number))
    await asyncio.sleep(0.01)
    with pytest.raises(EngineError):
        await events_of(engine, 0)
    assert await events_of(engine, 69)


async def test_closing_cancels_what_waits_and_takes_no_more(engine: LocalEngine) -> None:
    await engine.submit(job(1))
    await engine.submit(job(2))
    await engine.close()
    assert [(await events_of(engine, number))[-1] for number in (1, 2)] == [Cancelled()] * 2
    with pytest.raises(EngineClosed):
        await engine.submit(job(3))


async def test_draining_lets_finish_what_runs_and_cancels_what_waits(
    engine: LocalEngine, composer: SlowComposer
) -> None:
    await engine.submit(job(1))
    await engine.submit(job(2))
    await asyncio.sleep(0.01)
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


async def test_draining_takes_no_longer_than_it_may(engine: LocalEngine) -> None:
    await engine.submit(job(1))
    await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        await engine.close(drain=0.05)
    assert (await events_of(engine, 1))[-1] == Cancelled()


async def test_the_engine_is_as_well_as_its_composer(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.health = Health("fake", problem="It is ill.", restarts={"sampler": 2})
    assert engine.health.problem == "It is ill."
    assert engine.health.restarts == {"sampler": 2, "worker": 0}


async def test_a_listener_that_leaves_is_forgotten(engine: LocalEngine, composer: SlowComposer) -> None:
    await engine.submit(job(1))
    await asyncio.sleep(0.01)
    assert await first_event(engine, 1) == Progress("composing")
    composer.go.set()
    assert isinstance((await events_of(engine, 1))[-1], Done)


async def test_the_real_engine_makes_every_format(rehearsed: Path) -> None:
    formats = frozenset({"abc", "mid", "mp3", "wav", "png"})
    work = ComposeRequest(type="jig", key="G", seed=2, temperature=0.4)
    async with open_local_engine(model=str(rehearsed), device="cpu") as engine:
        one = Job(id="1", user="ann", work=work, formats=formats)
        again = Job(id="2", user="ann", work=work, formats=frozenset({"abc"}))
        recording, second = await asyncio.gather(run(engine, one), run(engine, again))
    assert recording.rendering.files.keys() == formats
    assert {
        "sample",
        "notation",
        "midi",
        "synth",
        "mp3",
        "score",
        "total",
    } <= recording.rendering.timings.keys()
    assert recording.tune == second.tune


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"model": "nowhere"}, ModelError),
        ({"device": "tpu"}, BadRequest),
        ({"device": "cuda"}, BadRequest),
        ({"soundfont": Path("/nowhere.sf2")}, BadRequest),
    ],
)
async def test_what_is_not_there_is_said_at_the_start(
    options: dict[str, object], error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(error):
        async with open_local_engine(**options):  # type: ignore[arg-type]
            pass


async def test_a_failed_job_is_failed_for_its_listeners(engine: LocalEngine, composer: SlowComposer) -> None:
    composer.error = ComposeError("No.")
    composer.go.set()
    await engine.submit(job(1))
    (*_, final) = await events_of(engine, 1)
    assert final == Failed("No.")
    assert isinstance(final, Failed)
    assert final.kind == "ComposeError"
