"""An engine that counts the jobs of another one. Knows nothing of who looks at the figures."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

from bot.ops.metrics import Metrics
from generator.engine import FINAL, Cancelled, Done, Engine, Event, Failed, Health, Job, Queued
from generator.errors import LiltError


class CountingEngine:
    """An engine whose jobs are counted. See Engine."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self._engine = engine
        self._metrics = metrics
        self._asked: dict[str, float] = {}
        self._begun: set[str] = set()

    async def submit(self, job: Job) -> None:
        try:
            await self._engine.submit(job)
        except LiltError as error:
            self._metrics.jobs.labels("refused").inc()
            self._metrics.refusals.labels(type(error).__name__).inc()
            raise
        self._asked.setdefault(job.id, time.monotonic())
        self._look()

    async def events(self, job_id: str) -> AsyncIterator[Event]:
        async for event in self._engine.events(job_id):
            self._count(job_id, event)
            yield event

    async def cancel(self, job_id: str) -> None:
        await self._engine.cancel(job_id)
        self._count(job_id, Cancelled())  # nobody may be listening any more

    @property
    def health(self) -> Health:
        return self._engine.health

    async def close(self, drain: float = 0.0) -> None:
        await self._engine.close(drain)

    def _count(self, job_id: str, event: Event) -> None:
        """Once for each job, however many listen."""
        asked = self._asked.get(job_id)
        if asked is None or isinstance(event, Queued):
            return
        if job_id not in self._begun:
            self._begun.add(job_id)
            if not isinstance(event, Cancelled):
                self._metrics.wait.observe(time.monotonic() - asked)
        if isinstance(event, FINAL):
            del self._asked[job_id]
            self._begun.discard(job_id)
            self._count_outcome(event)
        self._look()

    def _count_outcome(self, event: Done | Failed | Cancelled) -> None:
        outcome = self._metrics.jobs.labels
        match event:
            case Done(recording=recording):
                self._metrics.made(recording)
                outcome("done").inc()
            case Failed(kind=kind):
                self._metrics.failures.labels(kind).inc()
                outcome("failed").inc()
            case Cancelled():
                outcome("cancelled").inc()

    def _look(self) -> None:
        self._metrics.in_flight.set(len(self._asked))
        self._metrics.waiting.set(len(self._asked) - len(self._begun))
