"""The client of an engine: `compose` waits for a job's tune, `render` for its recording, `run` for both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing, suppress
from typing import cast

from generator.engine import FINAL, Cancelled, Composed, Done, Engine, Event, Failed, Job
from generator.errors import EngineClosed, JobFailed, JobUnknown
from generator.tune import Recording, Tune

OnEvent = Callable[[Event], None]


def _ignore(event: Event) -> None:
    """The `OnEvent` that does nothing."""


def _as_it_is(tune: Tune) -> Tune:
    """The change of a composed tune that is none."""
    return tune


async def run(
    engine: Engine,
    job: Job,
    on_event: OnEvent = _ignore,
    *,
    composed: Callable[[Tune], Tune] = _as_it_is,
) -> Recording:
    """Submit a job and wait for its recording. Raises what `Engine.submit` and `compose` raise.

    `composed`: makes of the composed tune the one to render, with another title; what it raises ends the job.
    """
    await engine.submit(job)
    try:
        tune = composed(await compose(engine, job.id, on_event))
        return await render(engine, job.id, tune, on_event)
    except BaseException:
        await engine.cancel(job.id)  # its caller no longer waits for it
        raise


async def compose(engine: Engine, job_id: str, on_event: OnEvent = _ignore) -> Tune:
    """Wait until a submitted job is composed; returns its tune. `on_event` is called with every event before.

    Raises JobFailed, or EngineClosed if the job was cancelled.
    """
    event = await _until(Composed, engine, job_id, on_event)
    return event.recording.tune if isinstance(event, Done) else cast(Composed, event).tune


async def render(engine: Engine, job_id: str, tune: Tune, on_event: OnEvent = _ignore) -> Recording:
    """Have a composed job render this tune, and wait for the recording. Raises what `compose` raises."""
    with suppress(JobUnknown):
        await engine.render(job_id, tune)
    return cast(Done, await _until(Done, engine, job_id, on_event)).recording


async def _until(wanted: type[Event], engine: Engine, job_id: str, on_event: OnEvent) -> Event:
    """The first event of the wanted class. Raises JobFailed or EngineClosed if the job ends before it."""
    event: Event = Cancelled()
    with suppress(JobUnknown):  # cancelled so long ago that the engine has forgotten it
        async with aclosing(engine.events(job_id)) as events:
            async for event in events:
                if isinstance(event, (wanted, *FINAL)):
                    break
                on_event(event)
    match event:
        case Failed(reason=reason):
            raise JobFailed(reason)
        case Cancelled():
            raise EngineClosed
        case _:
            return event
