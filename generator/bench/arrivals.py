"""When people ask for tunes: how busy an hour is, and that nobody asks only once."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

BUSIEST_HOUR = 3.0
"""The busiest hour of a day has as many tunes as so many average ones: evening comes to most at once."""
IN_A_ROW = 4
"""Tunes that a person asks for before going, on average."""
PAUSE = 15.0
"""Seconds between two of them, on average: about half a tune is heard before the next is wanted."""


@dataclass(frozen=True, slots=True, order=True)
class Arrival:
    """A tune is asked for, `at` seconds after the beginning, by a person."""

    at: float
    person: int


def busiest_hour(tunes_a_day: float, seconds: float, chance: Random) -> Iterator[Arrival]:
    """The arrivals in `seconds` of the busiest hour of a day with so many tunes, in order.

    People come as a Poisson process; each asks for a geometric number of tunes, with exponential pauses.
    """
    people_a_second = tunes_a_day / 86_400 * BUSIEST_HOUR / IN_A_ROW
    asking: list[Arrival] = []
    person, at = 0, chance.expovariate(people_a_second)
    while True:
        while not asking or at <= asking[0].at:
            if at > seconds and not asking:
                return
            if at > seconds:
                break
            heapq.heappush(asking, Arrival(at, person))
            person, at = person + 1, at + chance.expovariate(people_a_second)
        arrival = heapq.heappop(asking)
        if arrival.at > seconds:
            return
        yield arrival
        if chance.random() > 1 / IN_A_ROW:
            heapq.heappush(asking, Arrival(arrival.at + chance.expovariate(1 / PAUSE), arrival.person))
