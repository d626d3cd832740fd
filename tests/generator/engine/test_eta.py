"""How long it will take."""

from __future__ import annotations

import pytest

from generator.engine.eta import Pace


def test_nothing_is_promised_before_anything_was_measured() -> None:
    assert Pace(2).seconds(1) is None


@pytest.mark.parametrize(("position", "seconds"), [(1, 6), (2, 8), (4, 12)])
def test_places_become_free_evenly(position: int, seconds: float) -> None:
    pace = Pace(at_once=2)
    for _ in range(3):
        pace.took(4)
    assert pace.seconds(position) == seconds


def test_one_slow_job_changes_nothing_but_a_new_pace_does() -> None:
    pace = Pace(1)
    for seconds in (1, 1, 500):
        pace.took(seconds)
    assert pace.seconds(1) == 2
    for _ in range(25):
        pace.took(10)
    assert pace.seconds(1) == 20
