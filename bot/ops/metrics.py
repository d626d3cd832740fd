"""The figures of one bot, for Prometheus: what was counted, and how things stand when somebody looks.

docs/operating.md says what each of them means. Knows neither who counts nor Discord.
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

from generator.engine import Health
from generator.engine.loop_lag import LoopLag
from generator.tune import Recording

_SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60)
_QUANTILES = (50, 99)


class Metrics:
    """All figures of one bot."""

    def __init__(self, lag: LoopLag) -> None:
        self.registry = registry = CollectorRegistry()
        self.jobs = Counter("lilt_jobs", "Jobs that ended", ["outcome"], registry=registry)
        self.failures = Counter("lilt_failures", "Jobs that failed", ["reason"], registry=registry)
        self.refusals = Counter("lilt_refusals", "Jobs not taken", ["reason"], registry=registry)
        self.waiting = Gauge("lilt_queue_length", "Jobs that wait to be begun", registry=registry)
        self.in_flight = Gauge("lilt_jobs_in_flight", "Jobs that wait or run", registry=registry)
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
        ProcessCollector(registry=registry)

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

    def stand(self, look: Callable[[], Standing]) -> None:
        """Show, with the rest, what `look` sees at that moment."""
        self.registry.register(_Standing(look))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand. `latency`: seconds that Discord's gateway takes to answer, NaN if nobody knows."""

    connected: bool
    guilds: int
    latency: float
    undelivered: int
    engine: Health


class _Standing(Collector):
    """Figures that are looked up, not counted."""

    def __init__(self, look: Callable[[], Standing]) -> None:
        self._look = look

    def collect(self) -> Iterable[Metric]:
        now = self._look()
        engine = now.engine
        yield GaugeMetricFamily("lilt_connected", "1 while on Discord", value=now.connected)
        yield GaugeMetricFamily("lilt_guilds", "Servers that the bot is in", value=now.guilds)
        yield GaugeMetricFamily("lilt_gateway_latency_seconds", "Of Discord's gateway", value=now.latency)
        yield CounterMetricFamily(
            "lilt_undelivered", "Answers that Discord did not take", value=now.undelivered
        )
        yield InfoMetricFamily("lilt_model", "The model that composes", value={"id": engine.model})
        yield GaugeMetricFamily("lilt_engine_ok", "0 once nothing is composed", value=not engine.problem)
        yield GaugeMetricFamily(
            "lilt_model_current", "0 while a promoted model cannot be used", value=not engine.warning
        )
        yield _by_part(engine.restarts)


def _by_part(restarts: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily("lilt_restarts", "Parts that died and were replaced", labels=["part"])
    for part, count in restarts.items():
        family.add_metric([part], count)
    return family
