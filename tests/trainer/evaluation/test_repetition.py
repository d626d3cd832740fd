"""Shares over sets of tunes."""

from __future__ import annotations

import pytest

from generator.notation.transpose import in_octaves
from tests.generator.judge.tunes import NEW, OLD, jig
from trainer.evaluation.repetition import (
    ENDINGS,
    REPETITION,
    endings,
    melodies_of,
    repetition,
    repetition_gap,
    variety,
)
from trainer.evaluation.tune_checks import check_tune


def test_a_share_counts_every_part_of_all_tunes() -> None:
    found = repetition([jig(OLD, NEW), jig(OLD)])
    assert found.keys() == REPETITION.keys()
    assert found["bar_5_is_bar_1"] == pytest.approx(2 / 3)
    assert found["part_b_ends_as_part_a"] == 1
    assert found["different_bars"] == pytest.approx((12 / 16 + 5 / 8) / 2)
    assert found["one_bar_is_most"] == 0


def test_a_tune_that_is_mostly_one_bar_is_counted() -> None:
    assert repetition([jig(OLD[:1] * 5 + OLD[:3]), jig(OLD)])["one_bar_is_most"] == 1 / 2


def test_a_figure_without_a_place_is_left_out() -> None:
    assert "bar_5_is_bar_1" not in repetition([jig(OLD[:4])])


def test_the_gap_is_the_mean_distance_of_the_figures() -> None:
    printed = [jig(OLD, NEW), jig(OLD)]
    assert repetition_gap(printed, printed) == 0
    far = repetition_gap([jig(OLD[:1] * 8)], printed)
    mine, theirs = repetition([jig(OLD[:1] * 8)]), repetition(printed)
    assert far == pytest.approx(sum(abs(mine[name] - theirs[name]) for name in mine) / len(mine))
    assert far > 0.3
    assert repetition_gap([], printed) == 1


def test_short_last_notes_are_a_share_of_the_tunes() -> None:
    found = endings([jig(["C2E C3/4B,/4E3/4E/4"]), jig(OLD), jig(NEW), jig(["GEG c2>c2"])])
    assert found == {"last_note_is_short": 1 / 4, "last_bar_has_thirty_second": 1 / 4}
    assert found.keys() == ENDINGS.keys()
    assert endings([]) == {}


def test_openings_are_the_same_in_another_key_and_different_in_another_rhythm() -> None:
    tune = jig(OLD)
    moved = in_octaves(tune, "D")[0]
    assert moved.bars != tune.bars
    assert variety([tune, moved, jig(OLD, NEW)]) == {"different_openings": 1 / 3}
    assert variety([tune, jig(["G2G cGE", *OLD[1:]])]) == {"different_openings": 1}
    assert variety([]) == {}


def test_texts_that_are_no_tunes_are_left_out() -> None:
    head = "R:jig\nM:6/8\nK:Cmaj\nP:AABB 8\n"
    texts = (f"{head}|:CDE FGA:|\n\n", f"{head}|:CDE FGA", f"{head}CDE|1 FGA:|\n\n", f"{head}||\n\n")
    assert len(melodies_of(map(check_tune, texts))) == 1
