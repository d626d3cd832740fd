from __future__ import annotations

import math

import pytest

from tests.trainer.evaluation.test_tune_checks import GOOD, bars, text
from trainer.evaluation.distributions import TRAITS, distances, divergence, sameness
from trainer.evaluation.tune_checks import check_tune


@pytest.mark.parametrize(
    ("one", "two", "bits"),
    [
        ({"a": 1, "b": 1}, {"a": 5, "b": 5}, 0.0),
        ({"a": 1}, {"b": 1}, 1.0),
        ({}, {"a": 1}, 1.0),
        ({}, {}, 0.0),
        ({"a": 1}, {"a": 1, "b": 1}, 1.5 - 0.75 * math.log2(3)),  # by hand
    ],
)
def test_the_divergence_is_that_of_lin(one: dict[object, int], two: dict[object, int], bits: float) -> None:
    assert divergence(one, two) == pytest.approx(bits)
    assert divergence(two, one) == pytest.approx(bits)


def test_a_set_of_tunes_is_at_distance_zero_from_itself() -> None:
    tunes = [check_tune(GOOD), check_tune(text("|:" + bars(8) + ":|", "AA 8"))]
    found = distances(tunes, tunes)
    assert found == {f"distance_{name}": 0 for name in TRAITS}


def test_each_distance_is_of_its_own_trait() -> None:
    corpus = [check_tune(GOOD)]
    for name, other in {
        "type": GOOD.replace("R:reel", "R:hornpipe"),
        "mode": GOOD.replace("Cmaj", "Cmix").replace("B", "=B"),
        "part_length": text(bars(8) + "||" + bars(16) + "|]"),
    }.items():
        found = distances([check_tune(other)], corpus)
        assert found[f"distance_{name}"] > 0.3
        assert all(found[f"distance_{same}"] == 0 for same in {"type", "mode", "meter"} - {name})


def test_transposition_changes_pitch_classes_but_not_intervals() -> None:
    found = distances([check_tune(GOOD.replace("CDEFGABc", "GABc^defg"))], [check_tune(GOOD)])
    assert found["distance_pitch_class"] > 0
    corpus = [check_tune(text("|".join(["CDECDEFG"] * 8) + "|]"))]
    moved = [check_tune(text("|".join(["FGAFGA_Bc"] * 8) + "|]"))]
    assert distances(moved, corpus)["distance_interval"] == 0
    assert distances(moved, corpus)["distance_pitch_class"] > 0.1


def test_tunes_that_cannot_be_read_are_at_the_greatest_distance() -> None:
    assert distances([check_tune("nothing")], [check_tune(GOOD)])["distance_interval"] == 1


def test_sameness_is_the_share_of_the_fifteen_commonest_forms() -> None:
    tunes = [check_tune(text(bars(count) + "|]")) for count in range(8, 28)]
    assert sameness(tunes) == pytest.approx(15 / 20)
    assert sameness([check_tune(GOOD)] * 5) == 1
    assert sameness([check_tune("nothing")]) == 1
