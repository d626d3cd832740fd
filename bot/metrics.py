"""What is counted of the jobs, for Prometheus: an engine that looks on while another one works."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from generator.engine import FINAL, Cancelled, Done, Engine, Event, Failed, Health, Job, Queued
from generator.errors import LiltError
from generator.looplag import LoopLag
from generator.tune import Recording

_SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60)
_QUANTILES = (50, 99)


class Metrics:
    """All figures of one bot."""

    def __init__(self, lag: LoopLag) -> None:
        self.registry = registry = CollectorRegistry()
        self.jobs = Counter("lilt_jobs", "Jobs that ended", ["outcome"], registry=registry)
        self.waiting = Gauge("lilt_jobs_in_flight", "Jobs that wait or run", registry=registry)
        self.wait = Histogram(
            "lilt_wait_seconds", "From asking to being begun", buckets=_SECONDS, registry=registry
        )
        self.stages = Histogram(
            "lilt_stage_seconds", "Of each stage of a job", ["stage"], buckets=_SECONDS, registry=registry
        )
        self.drafts = Counter("lilt_drafts", "Tunes that the model wrote", registry=registry)
        self.rejections = Counter("lilt_rejections", "Drafts not taken", ["reason"], registry=registry)
        lags = Gauge(
            "lilt_loop_lag_seconds", "Of the event loop in the last minute", ["quantile"], registry=registry
        )
        for percent in _QUANTILES:
            lags.labels(str(percent / 100)).set_function(partial(lag.percentile, percent))
        for outcome in ("done", "failed", "cancelled", "refused"):
            self.jobs.labels(outcome)  # there from the start, as 0

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)

    def made(self, recording: Recording) -> None:
        """Stages and drafts of a job that came out well; a tune that was only played again has no drafts."""
        timings = recording.rendering.timings
        for stage, seconds in timings.items():
            self.stages.labels(stage).observe(seconds)
        if "sample" in timings:
            self.drafts.inc(recording.tune.attempts)
            for reason, times in recording.tune.rejections.items():
                self.rejections.labels(re.sub(r"\d+", "N", reason)).inc(times)


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
        except LiltError:
            self._metrics.jobs.labels("refused").inc()
            raise
        self._asked.setdefault(job.id, time.monotonic())
        self._metrics.waiting.set(len(self._asked))

    async def events(self, job_id: str) -> AsyncIterator[Event]:
        async for event in self._engine.events(job_id):
            self._count(job_id, event)
            yield event

    async def cancel(self, job_id: str) -> None:
        await self._engine.cancel(job_id)

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
        if not isinstance(event, FINAL):
            return
        del self._asked[job_id]
        self._begun.discard(job_id)
        self._metrics.waiting.set(len(self._asked))
        match event:
            case Done(recording=recording):
                self._metrics.made(recording)
                self._metrics.jobs.labels("done").inc()
            case Failed():
                self._metrics.jobs.labels("failed").inc()
            case Cancelled():
                self._metrics.jobs.labels("cancelled").inc()
