from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.checkpoint import load_checkpoint
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.report import Column, columns, write_report


@pytest.fixture(scope="module")
def found(trained: Trained, corpus: Corpus) -> list[Column]:
    return columns([load_checkpoint(str(trained.folder))], corpus, samples=3)


def test_the_model_stands_beside_the_baseline_and_real_tunes(found: list[Column]) -> None:
    model, held, ngram, held_out, training = found
    assert model.name.startswith("small-")
    assert held.name == f"{model.name} with the grammar"
    assert [ngram.name, held_out.name, training.name] == ["6-gram", "held-out tunes", "training tunes"]
    assert model.figures["samples"] == ngram.figures["samples"] == 3
    assert "bits_per_note" not in held_out.figures


def test_what_the_grammar_holds_is_right_and_says_what_it_costs(found: list[Column]) -> None:
    raw, held, *_ = (column.figures for column in found)
    assert held["valid"] == held["as_asked"] == 1 > raw["valid"]
    assert held["own_bits_per_note"] > 0
    assert "bits_per_note" not in held


def test_real_tunes_are_right_in_everything(found: list[Column]) -> None:
    figures = found[3].figures
    assert all(figures[name] == 1 for name in ("parse", "bars_exact", "valid", "as_asked", "form_known"))
    assert figures["copied"] == 0
    assert figures["distance_interval"] < 0.05


def test_the_page_has_every_figure_and_a_picture(
    found: list[Column], trained: Trained, corpus: Corpus, tmp_path: Path
) -> None:
    page = write_report(found, corpus, 3, tmp_path / "report")
    text = page.read_text()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {6}
    assert f"| bits per note (headers included) | {trained.scores.bits_per_note:.3f} |"[:-4] in text
    assert "![Distributions](distributions.png)" in text
    assert (tmp_path / "report/distributions.png").read_bytes().startswith(b"\x89PNG")
