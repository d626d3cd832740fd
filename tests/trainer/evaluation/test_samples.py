from __future__ import annotations

from dataclasses import replace

import pytest

from generator.catalogue import Catalogue
from generator.errors import BadRequest
from generator.model.checkpoint import load_checkpoint
from generator.notation.reading.reader import read_abc
from generator.sampling.batch import Batch
from generator.sampling.request import CHARACTER_LIMIT
from generator.sampling.sampler import Sampler
from tests.trainer.conftest import Trained
from trainer.evaluation.samples import draw_tunes, open_draws, sample_tune
from trainer.evaluation.tune_checks import check_tune


def test_a_draw_is_the_composer_s_first_attempt_with_that_seed(trained: Trained) -> None:
    """The oracle draws each by itself; tests/generator compares that with the slow loop."""
    checkpoint = load_checkpoint(str(trained.folder))
    draws = open_draws(checkpoint.catalogue, 3)
    assert len({draw.seed for draw in draws}) == 3
    sampler = Sampler(Batch(checkpoint))
    expected = [sampler.sample(draw).result(60) for draw in draws]
    sampler.close()
    assert draw_tunes(checkpoint, 3) == expected


def test_texts_begin_with_their_headers_and_end_with_a_blank_line_or_at_the_limit(trained: Trained) -> None:
    checkpoint = load_checkpoint(str(trained.folder))
    texts = draw_tunes(checkpoint, 40, temperature=0.5)  # more than the table has rows
    assert len(texts) == 40
    assert all(text.startswith("R:") and "\nP:" in text for text in texts)
    assert all(text.endswith("\n\n") or len(text) == CHARACTER_LIMIT for text in texts)


def test_with_the_grammar_every_draw_is_correct(trained: Trained) -> None:
    checkpoint = load_checkpoint(str(trained.folder))
    tunes = [check_tune(text) for text in draw_tunes(checkpoint, 12, grammar=True)]
    assert all(tune.valid and tune.as_asked for tune in tunes)
    assert not all(check_tune(text).valid for text in draw_tunes(checkpoint, 12))


def test_a_model_that_offers_no_type_cannot_be_drawn_from(trained: Trained) -> None:
    checkpoint = replace(load_checkpoint(str(trained.folder)), catalogue=Catalogue("none", {}, {}))
    with pytest.raises(BadRequest, match="learnt no type of tune"):
        draw_tunes(checkpoint, 1)


def test_the_temperature_reaches_the_draw(trained: Trained) -> None:
    catalogue = load_checkpoint(str(trained.folder)).catalogue
    assert [draw.temperature for draw in open_draws(catalogue, 2, 0.3)] == [0.3, 0.3]


def test_a_sample_is_an_abc_tune_or_a_comment_and_the_same_for_the_same_number(trained: Trained) -> None:
    checkpoint = load_checkpoint(str(trained.folder))
    first, again = sample_tune(checkpoint, 1), sample_tune(checkpoint, 1)
    assert first == again
    assert all(line.startswith("% ") for line in first.splitlines()) or read_abc(first).bars


def test_a_text_that_is_a_tune_becomes_abc(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "R:reel\nM:4/4\nK:Cmaj\nP:A 8\n" + "|".join(["CDEFGABc"] * 8) + "|]\n\n"
    monkeypatch.setattr("trainer.evaluation.samples.draw_texts", lambda *_: [text])
    found = sample_tune(load_checkpoint(str(trained.folder)), 3)
    assert found.startswith("X:1\nT:Sample 3\nR:reel\n")
    assert read_abc(found).bars
