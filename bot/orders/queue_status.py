"""An engine that remembers who waits for what, to tell how long the queue is. Works like the one it wraps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from generator.engine import FINAL, Engine, Event, Health, Job, Queued


@dataclass(frozen=True, slots=True)
class Queue:
    """How many jobs wait or are being done, and how many of them are one person's.

    `seconds` until the last of those will be done, or of all where none is that person's; None where nobody
    knows.
    """

    jobs: int
    own: int
    seconds: float | None


class WatchedEngine:
    """Passes everything on, and looks at what passes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: dict[str, tuple[str, Event | None]] = {}

    def queue(self, user: str) -> Queue:
        """As it is now, for one user."""
        own = [event for whose, event in self._jobs.values() if whose == user]
        matter = own or [event for _, event in self._jobs.values()]
        told = [event.seconds for event in matter if isinstance(event, Queued) and event.seconds is not None]
        return Queue(len(self._jobs), len(own), max(told, default=None))

    def jobs_of(self, user: str) -> list[str]:
        """What a user waits for."""
        return [job_id for job_id, (whose, _) in self._jobs.items() if whose == user]

    async def submit(self, job: Job) -> None:
        """See Engine."""
        await self._engine.submit(job)
        self._jobs.setdefault(job.id, (job.user, None))

    async def events(self, job_id: str) -> AsyncIterator[Event]:
        """See Engine."""
        try:
            async for event in self._engine.events(job_id):
                if job_id in self._jobs:
                    self._jobs[job_id] = (self._jobs[job_id][0], event)
                if isinstance(event, FINAL):
                    self._jobs.pop(job_id, None)
                yield event
        finally:
            self._jobs.pop(job_id, None)

    async def cancel(self, job_id: str) -> None:
        """See Engine."""
        await self._engine.cancel(job_id)
        self._jobs.pop(job_id, None)  # of which perhaps nobody has heard an event

    @property
    def health(self) -> Health:
        """See Engine."""
        return self._engine.health

    async def close(self, drain: float = 0.0) -> None:
        """See Engine."""
        await self._engine.close(drain)
