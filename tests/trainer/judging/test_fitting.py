"""A judge that is fitted tells printed tunes from drafts."""

from __future__ import annotations

from statistics import fmean

import pytest

from generator.errors import BadRequest
from generator.model.checkpoint import load_checkpoint
from generator.notation.reading.reader import read_abc
from tests.trainer.conftest import Trained
from tests.trainer.tunes import abc
from trainer.data.dataset import Corpus
from trainer.judging.fitting import FEWEST, fit_judge, fit_on


def test_the_judge_prefers_the_printed_tunes(trained: Trained, corpus: Corpus) -> None:
    fitted = fit_judge(load_checkpoint(str(trained.folder)), corpus, FEWEST + 20)
    assert FEWEST <= fitted.pairs <= FEWEST + 20
    assert fitted.auc > 0.8


def test_the_odds_of_the_two_sides_differ_and_every_weight_is_finite() -> None:
    jigs = [read_abc(abc(seed)) for seed in range(30)]
    reels = [read_abc(abc(seed, rhythm="reel")) for seed in range(30)]
    judge = fit_on(list(zip(jigs, reels, strict=True)))
    assert fmean(map(judge.log_odds, jigs)) > 0 > fmean(map(judge.log_odds, reels))
    assert "rests" not in judge.scales  # no tune has any


def test_too_few_tunes_are_refused(trained: Trained, corpus: Corpus) -> None:
    with pytest.raises(BadRequest, match=f"a judge needs {FEWEST} training tunes"):
        fit_judge(load_checkpoint(str(trained.folder)), corpus, FEWEST - 1)
