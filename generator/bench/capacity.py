"""How many people a number of workers can serve: a simulation with service times that were measured.

Its queue is the engine's own `FairQueue`. A worker has a few cores, and each core does one piece of a tune at
a time: composing, then sound and score, which can be on two cores. The way to a worker takes no time: what a
broker adds is milliseconds (docs/scaling.md).
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from generator.bench.arrivals import Arrival, busiest_hour
from generator.engine.queueing.fair_queue import FairQueue

WORKERS = (1, 4, 16)
CORES = 2
"""Cores of a simulated worker, as the machine of the measurements had."""
AT_ONCE = 8
"""Tunes that a worker takes at a time."""
TUNES_A_DAY = (10_000, 100_000, 300_000, 1_000_000)
SECONDS = 900.0
"""How much of the busiest hour is simulated."""
QUEUE_LIMIT = 100
"""Tunes that may wait, for each worker; who asks for more is refused, as LILT_QUEUE_LIMIT has it."""


@dataclass(frozen=True, slots=True)
class Service:
    """Seconds of one core that a tune takes."""

    compose: float
    sound: float
    score: float

    @property
    def rendering(self) -> tuple[float, ...]:
        """The pieces that come after composing, each on a core of its own."""
        return tuple(seconds for seconds in (self.sound, self.score) if seconds)


@dataclass(slots=True)
class _Tune:
    """A tune on its way. `left`: pieces that are not finished."""

    arrival: Arrival
    service: Service
    began: float = 0.0
    composed: bool = False
    left: int = 0


@dataclass(slots=True)
class _Worker:
    """A worker: its free cores, its tunes, and the pieces that wait for a core, as seconds and their tune."""

    free: int
    tunes: int = 0
    waiting: deque[tuple[float, _Tune]] = field(default_factory=deque)


@dataclass(frozen=True, slots=True)
class Waits:
    """What people waited, in seconds from asking to the finished tune.

    `refused`: tunes that found the queue full; `busy`: share of the cores' time.
    """

    seconds: Sequence[float]
    refused: int
    busy: float

    def percentile(self, percent: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


def simulate(
    arrivals: Iterable[Arrival],
    services: Sequence[Service],
    workers: int,
    chance: Random,
    *,
    cores: int = CORES,
    at_once: int = AT_ONCE,
    queue_limit: int | None = None,
) -> Waits:
    """Make every tune that is asked for; `services` are drawn from at random.

    `queue_limit` None: `QUEUE_LIMIT` for each worker.
    """
    limit = queue_limit or QUEUE_LIMIT * workers
    crew = [_Worker(cores) for _ in range(workers)]
    return _Simulation(services, crew, at_once, chance, limit).run(arrivals)


class _Simulation:
    """Events are pieces that end, as time, a number that keeps their order, worker and tune."""

    def __init__(
        self,
        services: Sequence[Service],
        workers: list[_Worker],
        at_once: int,
        chance: Random,
        queue_limit: int,
    ) -> None:
        self._services = services
        self._workers = workers
        self._at_once = at_once
        self._chance = chance
        self._cores = sum(worker.free for worker in workers)
        self._queue_limit = queue_limit
        self._queue = FairQueue()
        self._tunes: dict[str, _Tune] = {}
        self._ends: list[tuple[float, int, _Worker, _Tune]] = []
        self._number = 0
        self._waits: list[float] = []
        self._refused = 0
        self._worked = self._now = 0.0

    def run(self, arrivals: Iterable[Arrival]) -> Waits:
        for arrival in arrivals:
            self._finish_until(arrival.at)
            self._now = arrival.at
            self._add(arrival)
        self._finish_until(float("inf"))
        return Waits(
            self._waits, self._refused, self._worked / (self._cores * self._now) if self._now else 0.0
        )

    def _add(self, arrival: Arrival) -> None:
        if len(self._tunes) >= self._queue_limit:
            self._refused += 1
            return
        self._number += 1
        name = str(self._number)
        self._tunes[name] = _Tune(arrival, self._chance.choice(self._services))
        self._queue.add(str(arrival.person), name)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give waiting tunes to the workers that have the fewest."""
        while self._queue:
            worker = min(self._workers, key=lambda one: one.tunes)
            if worker.tunes >= self._at_once:
                return
            worker.tunes += 1
            tune = self._tunes.pop(self._queue.pop())
            tune.began, tune.left = self._now, 1 + len(tune.service.rendering)
            worker.waiting.append((tune.service.compose, tune))
            self._work(worker)

    def _work(self, worker: _Worker) -> None:
        """Begin pieces while there are cores for them."""
        while worker.free and worker.waiting:
            worker.free -= 1
            seconds, tune = worker.waiting.popleft()
            self._worked += seconds
            self._number += 1
            heapq.heappush(self._ends, (self._now + seconds, self._number, worker, tune))

    def _finish_until(self, time: float) -> None:
        while self._ends and self._ends[0][0] <= time:
            self._now, _, worker, tune = heapq.heappop(self._ends)
            worker.free += 1
            if not tune.composed:
                tune.composed = True
                worker.waiting.extend((seconds, tune) for seconds in tune.service.rendering)
            tune.left -= 1
            if tune.left == 0:
                self._finish(worker, tune)
            self._work(worker)
            self._hand_out()

    def _finish(self, worker: _Worker, tune: _Tune) -> None:
        worker.tunes -= 1
        self._waits.append(self._now - tune.arrival.at)
        self._queue.charge(str(tune.arrival.person), self._now - tune.began)


def simulated_rate(services: Sequence[Service], people: int, seed: int = 1) -> float:
    """Tunes per second of one worker while so many people ask at once, twice each: as it is measured."""
    asked = [Arrival(0.0, person) for _ in range(2) for person in range(people)]
    waits = simulate(asked, services, 1, Random(seed), queue_limit=len(asked))  # noqa: S311 - no secrets
    return len(asked) / max(waits.seconds)


def measure_capacity(services: Sequence[Service], seed: int = 1) -> list[dict[str, Any]]:
    """A row for each number of tunes a day and of workers: what people wait in the busiest hour.

    `refused`: the share that found the queue full; `busy`: how much of the cores' time it takes.
    """
    rows = []
    for tunes in TUNES_A_DAY:
        for workers in WORKERS:
            arrivals = busiest_hour(tunes, SECONDS, Random(seed))  # noqa: S311 - no secrets
            waits = simulate(arrivals, services, workers, Random(seed))  # noqa: S311
            asked = len(waits.seconds) + waits.refused
            rows.append({
                "tunes_a_day": tunes, "workers": workers, "p50_s": waits.percentile(50),
                "p95_s": waits.percentile(95), "refused": waits.refused / asked, "busy": waits.busy,
            })  # fmt: skip
    return rows
