"""The judge weighs features, and puts tunes in order."""

from __future__ import annotations

import math

import pytest

from generator.judge.features import features
from generator.judge.judge import Judge, Scale
from tests.generator.judge.tunes import NEW, OLD, jig

JUDGE = Judge({"different_bars": Scale(0.7, 0.1, -1.0, 0.0), "range": Scale(18, 2, 0.5, -0.2)})


def test_the_odds_are_the_weighted_sum_of_the_standardised_features_and_their_squares() -> None:
    found = features(jig(OLD, NEW))
    different, wide = (found["different_bars"] - 0.7) / 0.1, (found["range"] - 18) / 2
    assert JUDGE.log_odds(jig(OLD, NEW)) == pytest.approx(-different + 0.5 * wide - 0.2 * wide**2)


def test_an_extreme_feature_counts_as_three_standard_deviations() -> None:
    assert Scale(10, 2, 1, 0).standardised(1000) == 3 == -Scale(10, 2, 1, 0).standardised(-1000)


def test_a_feature_that_a_tune_cannot_have_counts_as_average() -> None:
    judge = Judge({"part_b_ends_as_part_a": Scale(0.6, 0.5, 3.0, 1.0)})
    assert math.isnan(features(jig(OLD))["part_b_ends_as_part_a"])
    assert judge.log_odds(jig(OLD)) == 0


def test_tunes_are_sorted_by_their_odds() -> None:
    repeats = Judge({"bar_5_is_bar_1": Scale(0.5, 0.5, 1.0, 0.0)})
    old, new = jig(OLD), jig(NEW)
    assert repeats.sorted([new, old]) == [old, new]
    assert repeats.sorted([new, new, old]) == [old, new, new]


def test_a_judge_is_the_same_after_its_json() -> None:
    assert Judge.from_json(JUDGE.to_json()) == JUDGE


@pytest.mark.parametrize("data", [{"charm": [0, 1, 1, 0]}, {"range": [0, 1]}, {"range": [0, 1, 1, "x"]}])
def test_a_judge_on_other_features_is_refused(data: dict[str, list[float]]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Judge.from_json(data)
