"""The bot's Prometheus metrics: counters, and gauges that are read when the page is served.

docs/operating.md explains each of them. Other modules do the counting; nothing here knows Discord.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.ops.health import Report
from generator.engine import Health
from generator.engine.loop_lag import LoopLag
from generator.tune import Recording

_SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60)
_QUANTILES = (50, 99)


class Metrics:
    """All metrics of one bot."""

    def __init__(self, lag: LoopLag) -> None:
        self.registry = registry = CollectorRegistry()
        self.jobs = Counter("lilt_jobs", "Jobs that ended", ["outcome"], registry=registry)
        self.failures = Counter("lilt_failures", "Jobs that failed", ["reason"], registry=registry)
        self.refusals = Counter("lilt_refusals", "Jobs that were refused", ["reason"], registry=registry)
        self.waiting = Gauge("lilt_queue_length", "Jobs that wait", registry=registry)
        self.in_flight = Gauge("lilt_jobs_in_flight", "Jobs that wait or run", registry=registry)
        self.wait = Histogram(
            "lilt_wait_seconds", "From request to start", buckets=_SECONDS, registry=registry
        )
        self.stages = Histogram(
            "lilt_stage_seconds", "Of each stage of a job", ["stage"], buckets=_SECONDS, registry=registry
        )
        self.drafts = Counter("lilt_drafts", "Drafts that were accepted or rejected", registry=registry)
        self.rejections = Counter(
            "lilt_rejections", "Drafts that were rejected", ["reason"], registry=registry
        )
        lags = Gauge(
            "lilt_loop_lag_seconds",
            "Lag of the event loop in the last minute",
            ["quantile"],
            registry=registry,
        )
        for percent in _QUANTILES:
            lags.labels(str(percent / 100)).set_function(partial(lag.percentile, percent))
        for outcome in ("done", "failed", "cancelled", "refused"):
            self.jobs.labels(outcome)  # shown from the start, as 0
        ProcessCollector(registry=registry)

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)

    def made(self, recording: Recording) -> None:
        """Count the stages and drafts of a finished job; a tune that was only rendered has no drafts."""
        timings = recording.rendering.timings
        for stage, seconds in timings.items():
            self.stages.labels(stage).observe(seconds)
        if "sample" in timings:
            self.drafts.inc(recording.tune.attempts)
            for reason, times in recording.tune.rejections.items():
                self.rejections.labels(re.sub(r"\d+", "N", reason)).inc(times)

    def show(self, snapshot: Callable[[], Snapshot]) -> None:
        """Add the gauges of a snapshot, taken each time that the page is served."""
        self.registry.register(_SnapshotCollector(snapshot))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The state of the bot at one moment. `guilds`: None if unknown.

    `latency`: of the slowest shard of the gateway, in seconds; NaN if unknown.
    """

    connected: bool
    shards: int
    shards_connected: int
    guilds: int | None
    latency: float
    undelivered: int
    health: Report
    engine: Health


class _SnapshotCollector(Collector):
    """Metrics that are read, not counted."""

    def __init__(self, snapshot: Callable[[], Snapshot]) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterable[Metric]:
        now = self._snapshot()
        yield from _health_metrics(now)
        if now.guilds is not None:
            yield GaugeMetricFamily("lilt_guilds", "Servers that the bot is in, about", value=now.guilds)
        yield GaugeMetricFamily("lilt_shards", "Shards that there should be", value=now.shards)
        yield GaugeMetricFamily(
            "lilt_shards_connected", "Shards that are connected", value=now.shards_connected
        )
        yield GaugeMetricFamily("lilt_gateway_latency_seconds", "Of Discord's gateway", value=now.latency)
        yield CounterMetricFamily(
            "lilt_undelivered", "Answers that Discord did not take", value=now.undelivered
        )
        yield InfoMetricFamily("lilt_model", "The model that composes", value={"id": now.engine.model})
        yield _by_part(now.engine.restarts)


def _health_metrics(now: Snapshot) -> Iterable[Metric]:
    """The report, and the parts of it that are worth a graph."""
    yield GaugeMetricFamily("lilt_healthy", "0 while there is a problem", value=not now.health.problem)
    yield GaugeMetricFamily("lilt_warning", "1 while there is a warning", value=bool(now.health.warning))
    yield GaugeMetricFamily("lilt_connected", "1 while on Discord", value=now.connected)
    yield GaugeMetricFamily("lilt_engine_ok", "0 if nothing can be composed", value=not now.engine.problem)
    yield GaugeMetricFamily(
        "lilt_model_current", "0 while a promoted model cannot be used", value=not now.engine.warning
    )


def _by_part(restarts: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily("lilt_restarts", "Parts that died and were replaced", labels=["part"])
    for part, count in restarts.items():
        family.add_metric([part], count)
    return family
