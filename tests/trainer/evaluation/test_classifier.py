"""The classifier tells different tunes apart, and only those."""

from __future__ import annotations

import pytest

from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from tests.trainer.tunes import abc
from trainer.evaluation import classifier
from trainer.evaluation.classifier import FEWEST, NoAuc, measure_auc


def tunes(first: int, *, rhythm: str = "jig") -> list[Melody]:
    return [read_abc(abc(seed, rhythm=rhythm)) for seed in range(first, first + 60)]


def test_two_kinds_of_tune_are_told_apart() -> None:
    assert measure_auc(tunes(0), tunes(0, rhythm="reel")).mean > 0.99


def test_two_halves_of_one_set_are_not() -> None:
    auc = measure_auc(tunes(0), tunes(60))
    assert 0.35 < auc.mean < 0.65
    assert 0 < auc.deviation < 0.3


def test_too_few_tunes_have_no_auc() -> None:
    with pytest.raises(NoAuc, match=f"it needs {FEWEST} tunes of each set, not 7"):
        measure_auc(tunes(0), tunes(60)[:7])


def test_without_scikit_learn_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "find_spec", lambda name: None)
    with pytest.raises(NoAuc, match=r"pip install '\.\[evaluate\]'"):
        measure_auc(tunes(0), tunes(60))
