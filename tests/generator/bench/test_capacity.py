# ruff: noqa: S311 - arrivals, not secrets
"""The simulation of many workers, against queueing theory and by its invariants."""

from __future__ import annotations

from math import factorial
from random import Random
from statistics import mean

import pytest

from generator.bench.arrivals import BUSIEST_HOUR, Arrival, busiest_hour
from generator.bench.capacity import AT_ONCE, QUEUE_LIMIT, Service, simulate, simulated_rate


def erlang_wait(rate: float, service: float, servers: int) -> float:
    """Mean seconds in an M/M/c queue, service included (Erlang C)."""
    load = rate * service
    full = load**servers / factorial(servers) * servers / (servers - load)
    waiting = full / (sum(load**k / factorial(k) for k in range(servers)) + full)
    return service + waiting * service / (servers - load)


@pytest.mark.parametrize(("servers", "rate"), [(1, 0.6), (2, 1.5), (8, 7.0)])
def test_waits_are_those_of_queueing_theory(servers: int, rate: float) -> None:
    chance = Random(7)
    services = [Service(chance.expovariate(1.0), 0.0, 0.0) for _ in range(20_000)]
    arrivals, at = [], 0.0
    for person in range(60_000):
        at += chance.expovariate(rate)
        arrivals.append(Arrival(at, person))
    waits = simulate(arrivals, services, 1, chance, cores=servers, at_once=10_000, queue_limit=10_000)
    assert mean(waits.seconds) == pytest.approx(erlang_wait(rate, 1.0, servers), rel=0.1)
    assert waits.busy == pytest.approx(rate / servers, rel=0.05)


def test_a_tune_alone_takes_composing_and_the_longer_of_sound_and_score() -> None:
    assert simulate([Arrival(5.0, 1)], [Service(0.1, 0.4, 0.2)], 4, Random(1)).seconds == pytest.approx([0.5])


def test_with_enough_to_do_all_cores_work() -> None:
    assert simulated_rate([Service(0.1, 0.4, 0.1)], 64) == pytest.approx(2 / 0.6, rel=0.05)


def test_every_tune_is_made_or_refused() -> None:
    arrivals = [Arrival(0.0, person) for person in range(500)]
    waits = simulate(arrivals, [Service(0.1, 0.3, 0.1)], 2, Random(1))
    assert len(waits.seconds) + waits.refused == 500
    assert waits.refused == 500 - 2 * QUEUE_LIMIT - 2 * AT_ONCE


def test_a_person_who_asks_for_much_does_not_make_another_wait() -> None:
    asked = [Arrival(0.0, 1) for _ in range(60)] + [Arrival(1.0, 2)]
    waits = simulate(asked, [Service(0.1, 0.3, 0.1)], 1, Random(1), at_once=1)
    assert sorted(waits.seconds)[2] < 3.0  # the other one's, and the first two


@pytest.mark.parametrize("tunes_a_day", [20_000, 200_000])
def test_as_many_come_in_the_busiest_hour_as_the_day_says(tunes_a_day: float) -> None:
    arrivals = list(busiest_hour(tunes_a_day, 20_000.0, Random(3)))
    assert arrivals == sorted(arrivals)
    assert len(arrivals) / 20_000 == pytest.approx(BUSIEST_HOUR * tunes_a_day / 86_400, rel=0.1)
    people = {arrival.person for arrival in arrivals}
    assert len(arrivals) / len(people) == pytest.approx(4, rel=0.1)
