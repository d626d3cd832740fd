from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import trainer.train
from generator.checkpoint import load_checkpoint
from generator.model import next_character_loss
from tests.trainer.conftest import LONG, SMALL, Trained
from trainer.dataset import Corpus
from trainer.evaluate import Scores, score
from trainer.train import TrainingDiverged, learning_rate, train


def test_the_loss_falls_below_that_of_guessing(trained: Trained, corpus: Corpus) -> None:
    losses = json.loads((trained.folder / "model.json").read_text())["training"]["losses"]
    assert losses["held_out"] == sorted(losses["held_out"], reverse=True)
    assert losses["held_out"][-1] < losses["held_out"][0] < math.log2(len(corpus.alphabet))
    assert losses["train"][-1] < losses["train"][0]


def test_the_checkpoint_says_what_it_was_made_from_and_how(trained: Trained, corpus: Corpus) -> None:
    about = json.loads((trained.folder / "model.json").read_text())
    assert about["corpus"] == {"hash": corpus.hash, "sources": corpus.sources, "train": len(corpus.train)}
    assert about["training"]["preset"] == SMALL.to_json()
    assert (trained.folder / "loss.png").read_bytes().startswith(b"\x89PNG")
    assert load_checkpoint(str(trained.folder)).catalogue.styles == corpus.catalogue.styles


def test_the_same_seed_gives_the_same_weights(trained: Trained, corpus: Corpus, tmp_path: Path) -> None:
    train(corpus, SMALL, tmp_path / "small", minutes=LONG, device="cpu")
    train(corpus, SMALL, tmp_path / "other", minutes=LONG, device="cpu", seed=2)
    first, again, other = (
        (folder / "weights.safetensors").read_bytes()
        for folder in (trained.folder, tmp_path / "small", tmp_path / "other")
    )
    assert first == again
    assert first != other


class Scorer:
    """Instead of the real figures these, one after the other."""

    def __init__(self, *bits_per_note: float) -> None:
        self.left = list(bits_per_note)

    def __call__(self, *_: object) -> Scores:
        bits = self.left.pop(0)
        return Scores(bits / 2, bits, 1, 1)


def test_the_best_model_is_kept_and_training_stops_when_nothing_gets_better(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.train, "score", Scorer(5.0, 3.0, 3.5, 3.1, 1.0))
    best = train(corpus, replace(SMALL, passes=9, patience=2), tmp_path / "run", minutes=LONG, device="cpu")
    assert best.bits_per_note == 3.0
    training = json.loads((tmp_path / "run/model.json").read_text())["training"]
    assert training["passes"] == 2


def test_training_ends_when_its_time_is_over_with_a_model(corpus: Corpus, tmp_path: Path) -> None:
    scores = train(corpus, replace(SMALL, passes=1000), tmp_path / "run", minutes=1e-3, device="cpu")
    assert scores.tunes == len(corpus.held_out)
    assert (tmp_path / "run/weights.safetensors").exists()


def test_a_loss_that_is_no_number_stops_and_the_last_good_model_is_kept(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 8  # steps that go well: a pass has fewer

    def explode(*batch: torch.Tensor, **how: int) -> torch.Tensor:
        nonlocal left
        left -= 1
        return next_character_loss(*batch, **how) * (1 if left >= 0 else math.nan)

    monkeypatch.setattr(trainer.train, "next_character_loss", explode)
    with pytest.raises(TrainingDiverged, match="smaller learning rate") as stopped:
        train(corpus, replace(SMALL, passes=9), tmp_path / "run", minutes=LONG, device="cpu")
    assert "\n" not in str(stopped.value)
    kept = load_checkpoint(str(tmp_path / "run"))
    assert math.isfinite(score(kept.model, kept.alphabet, corpus.held_out).bits_per_note)


def test_a_model_whose_held_out_loss_is_no_number_is_not_saved(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.train, "score", Scorer(math.nan))
    with pytest.raises(TrainingDiverged):
        train(corpus, SMALL, tmp_path / "run", minutes=LONG, device="cpu")
    assert not (tmp_path / "run/model.json").exists()


def test_the_learning_rate_rises_then_falls_to_nothing() -> None:
    preset = replace(SMALL, learning_rate=1.0, warm_up=0.1)
    rates = [learning_rate(preset, share / 100) for share in range(101)]
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert max(rates) > 0.95
    assert rates[-1] == pytest.approx(0)
