"""One job through an engine, from submitting it to its recording."""

from __future__ import annotations

from collections.abc import Callable

from generator.engine import FINAL, Cancelled, Done, Engine, Event, Failed, Job
from generator.errors import EngineClosed, JobFailed
from generator.tune import Recording


def _unheard(event: Event) -> None:
    """What listens where nobody does."""


async def run(engine: Engine, job: Job, progress: Callable[[Event], None] = _unheard) -> Recording:
    """Have a job done; `progress` hears of every event but the last.

    Raises what `submit` raises, JobFailed, and EngineClosed for a job that was cancelled.
    """
    await engine.submit(job)
    return await follow(engine, job.id, progress)


async def follow(engine: Engine, job_id: str, progress: Callable[[Event], None] = _unheard) -> Recording:
    """Wait for a job that was submitted. Raises JobFailed, and EngineClosed for one that was cancelled."""
    final: Event = Cancelled()
    async for event in engine.events(job_id):
        if isinstance(event, FINAL):
            final = event
        else:
            progress(event)
    match final:
        case Done(recording=recording):
            return recording
        case Failed(reason=reason):
            raise JobFailed(reason)
        case _:
            raise EngineClosed
