"""One job through an engine: `compose` gives its tune, `render` its recording, `run` does both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from typing import cast

from generator.engine import FINAL, Cancelled, Composed, Done, Engine, Event, Failed, Job
from generator.errors import EngineClosed, JobFailed
from generator.tune import Recording, Tune

OnEvent = Callable[[Event], None]


def _ignore(event: Event) -> None:
    """The listener where there is none."""


async def run(engine: Engine, job: Job, on_event: OnEvent = _ignore) -> Recording:
    """Submit a job, compose and render it. Raises what `compose` and `render` raise."""
    await engine.submit(job)
    try:
        tune = await compose(engine, job.id, on_event)
        return await render(engine, job.id, tune, on_event)
    except BaseException:
        await engine.cancel(job.id)  # nobody waits for it any more
        raise


async def compose(engine: Engine, job_id: str, on_event: OnEvent = _ignore) -> Tune:
    """Wait until a job that was submitted has its tune; `on_event` gets every event before that.

    Raises JobFailed, and EngineClosed for a job that was cancelled.
    """
    event = await _until(Composed, engine, job_id, on_event)
    return event.recording.tune if isinstance(event, Done) else cast(Composed, event).tune


async def render(engine: Engine, job_id: str, tune: Tune, on_event: OnEvent = _ignore) -> Recording:
    """Have this tune rendered by a job that is composed, in its place. Raises what `compose` raises."""
    await engine.render(job_id, tune)
    return cast(Done, await _until(Done, engine, job_id, on_event)).recording


async def _until(wanted: type[Event], engine: Engine, job_id: str, on_event: OnEvent) -> Event:
    """The first event of the wanted kind. Raises JobFailed or EngineClosed where the job ends before it."""
    event: Event = Cancelled()
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
