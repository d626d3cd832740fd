from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.checkpoint import load_checkpoint
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.comparison import compare_sets
from trainer.evaluation.repetition import melodies_of
from trainer.evaluation.report import Column, columns, write_report


@pytest.fixture(scope="module")
def found(trained: Trained, corpus: Corpus) -> list[Column]:
    return columns([load_checkpoint(str(trained.folder))], corpus, samples=3)


def test_the_model_is_compared_with_the_baseline_and_real_tunes(found: list[Column]) -> None:
    model, with_grammar, ngram, held_out, training = found
    assert model.name.startswith("small-")
    assert with_grammar.name == f"{model.name} with the grammar"
    assert [ngram.name, held_out.name, training.name] == ["6-gram", "held-out tunes", "training tunes"]
    assert model.metrics["samples"] == ngram.metrics["samples"] == 3
    assert "bits_per_note" not in held_out.metrics


def test_draws_with_the_grammar_are_correct_and_have_their_cost(found: list[Column]) -> None:
    raw, with_grammar, *_ = (column.metrics for column in found)
    assert with_grammar["valid"] == with_grammar["as_asked"] == 1 > raw["valid"]
    assert with_grammar["own_bits_per_note"] > 0
    assert "bits_per_note" not in with_grammar


def test_real_tunes_pass_every_check(found: list[Column]) -> None:
    metrics = found[3].metrics
    assert all(metrics[name] == 1 for name in ("parse", "bars_exact", "valid", "as_asked", "form_known"))
    assert metrics["copied"] == 0
    assert metrics["distance_interval"] < 0.05


def test_the_page_has_every_figure_and_a_picture(
    found: list[Column], trained: Trained, corpus: Corpus, tmp_path: Path
) -> None:
    held_out = melodies_of(found[3].tunes)
    comparison = compare_sets({"held_out": held_out, "composed": held_out}, held_out)
    page = write_report(found, comparison, corpus, 3, tmp_path / "report")
    text = page.read_text()
    models, _, phrases = text.partition("## Phrases and endings")
    assert comparison.table() in phrases
    rows = [line for line in models.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {6}
    assert f"| bits per note (headers included) | {trained.scores.bits_per_note:.3f} |"[:-4] in text
    assert "![Distributions](distributions.png)" in text
    assert (tmp_path / "report/distributions.png").read_bytes().startswith(b"\x89PNG")
