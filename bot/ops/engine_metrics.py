"""An engine whose jobs are counted. Knows nothing of who reads the metrics."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator

from bot.ops.metrics import Metrics
from generator.engine import FINAL, Cancelled, Done, Engine, Event, Failed, Health, Job, Queued
from generator.errors import LiltError
from generator.tune import Tune


class CountingEngine:
    """Passes everything on to another engine and counts. See Engine."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self._engine = engine
        self._metrics = metrics
        self._submitted: dict[str, float] = {}
        self._started: set[str] = set()

    async def submit(self, job: Job) -> None:
        """See Engine."""
        try:
            await self._engine.submit(job)
        except LiltError as error:
            self._metrics.jobs.labels("refused").inc()
            self._metrics.refusals.labels(type(error).__name__).inc()
            raise
        self._submitted.setdefault(job.id, time.monotonic())
        self._update_gauges()

    async def render(self, job_id: str, tune: Tune) -> None:
        """See Engine."""
        await self._engine.render(job_id, tune)

    async def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        """See Engine."""
        async for event in self._engine.events(job_id):
            self._count(job_id, event)
            yield event

    async def cancel(self, job_id: str) -> None:
        """See Engine."""
        await self._engine.cancel(job_id)
        self._count(job_id, Cancelled())  # perhaps nobody follows its events any more

    @property
    def health(self) -> Health:
        """See Engine."""
        return self._engine.health

    async def close(self, drain: float = 0.0) -> None:
        """See Engine."""
        await self._engine.close(drain)

    def _count(self, job_id: str, event: Event) -> None:
        """Once for each job, however many listeners there are."""
        submitted = self._submitted.get(job_id)
        if submitted is None or isinstance(event, Queued):
            return
        if job_id not in self._started:
            self._started.add(job_id)
            if not isinstance(event, Cancelled):
                self._metrics.wait.observe(time.monotonic() - submitted)
        if isinstance(event, FINAL):
            del self._submitted[job_id]
            self._started.discard(job_id)
            self._count_outcome(event)
        self._update_gauges()

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

    def _update_gauges(self) -> None:
        self._metrics.in_flight.set(len(self._submitted))
        self._metrics.waiting.set(len(self._submitted) - len(self._started))
