"""Sets of tunes side by side."""

from __future__ import annotations

from generator.notation.reading.reader import read_abc
from tests.generator.judge.tunes import NEW, OLD, jig
from tests.trainer.tunes import abc
from trainer.evaluation.comparison import compare_sets


def test_every_set_has_a_column() -> None:
    found = compare_sets({"held_out": [jig(OLD)], "composed": [jig(NEW)], "draws": []}, [])
    rows = [row for row in found.table().splitlines() if row.startswith("|")]
    assert rows[0] == "| share of parts, bars or tunes | held-out tunes | composed | raw draws |"
    assert "| tunes | 1 | 1 | 0 |" in rows
    assert "| bar 6 is bar 2 | 1.000 | 0.000 |  |" in rows
    assert found.to_json()["repetition"]["composed"]["bar_6_is_bar_2"] == 0


def test_without_enough_tunes_a_note_says_that_there_is_no_auc() -> None:
    found = compare_sets({"held_out": [jig(OLD)], "composed": [jig(NEW)]}, [])
    assert "auc" not in found.to_json()
    assert found.note in found.table()
    assert found.note.startswith("There is no AUC")


def test_the_auc_is_that_of_composed_tunes_against_held_out_ones() -> None:
    jigs, reels = ([read_abc(abc(seed, rhythm=rhythm)) for seed in range(20)] for rhythm in ("jig", "reel"))
    more_jigs = [read_abc(abc(seed)) for seed in range(20, 60)]
    found = compare_sets({"held_out": jigs, "composed": reels, "draws": jigs}, more_jigs)
    figures = found.to_json()
    assert figures["auc"] > 0.9 > 0.8 > figures["auc_printed"]
    assert figures["auc_deviation"] >= 0
    assert found.table().count("AUC of a classifier") == 2
