"""The estimated time until a waiting job is done."""

from __future__ import annotations

import pytest

from generator.engine.queueing.eta import Eta


def test_there_is_no_estimate_before_the_first_job_has_finished() -> None:
    assert Eta(2).seconds(1) is None


@pytest.mark.parametrize(("position", "seconds"), [(1, 6), (2, 8), (4, 12)])
def test_the_estimate_grows_evenly_with_the_position(position: int, seconds: float) -> None:
    eta = Eta(at_once=2)
    for _ in range(3):
        eta.add(4)
    assert eta.seconds(position) == seconds


def test_one_slow_job_does_not_change_the_estimate_but_a_new_speed_does() -> None:
    eta = Eta(1)
    for seconds in (1, 1, 500):
        eta.add(seconds)
    assert eta.seconds(1) == 2
    for _ in range(25):
        eta.add(10)
    assert eta.seconds(1) == 20
