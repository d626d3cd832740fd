"""One job through the engine, from submitting it to its recording. Knows nothing of who waits for it."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import TuneFailed
from generator.engine import FINAL, Cancelled, Done, Engine, Event, Failed, Job
from generator.errors import EngineClosed
from generator.tune import Recording


async def run(engine: Engine, job: Job, progress: Callable[[Event], None]) -> Recording:
    """Have a job done; `progress` hears of every event but the last.

    Raises what `submit` raises, TuneFailed, and EngineClosed for a job that was cancelled.
    """
    await engine.submit(job)
    final: Event = Cancelled()
    async for event in engine.events(job.id):
        if isinstance(event, FINAL):
            final = event
        else:
            progress(event)
    match final:
        case Done(recording=recording):
            return recording
        case Failed(reason=reason):
            raise TuneFailed(reason)
        case _:
            raise EngineClosed
