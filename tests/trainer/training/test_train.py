from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import trainer.training.epoch
import trainer.training.train
from generator.errors import BadRequest
from generator.model.checkpoint import load_checkpoint
from generator.model.network import next_character_loss
from tests.trainer.conftest import SMALL, Trained
from trainer.data.dataset import Corpus, batches
from trainer.evaluation.metrics import Scores, score
from trainer.training.epoch import TrainingDiverged
from trainer.training.presets import PRESETS
from trainer.training.resume import load_run
from trainer.training.train import learning_rate, train

WEIGHTS = "weights.safetensors"
CROPS = replace(
    SMALL,
    feed="crops",
    length=50,
    steps=8,
    schedule="constant",
    clip=0.0,
    warm_up=0.0,
    memory=0,
    averaging=0.0,
)
"""As the lab trains."""


def stop_after(steps: int) -> Callable[[], bool]:
    """A `stop` that returns true after so many steps; it is called once before each."""
    calls = 0

    def stop() -> bool:
        nonlocal calls
        calls += 1
        return calls > steps

    return stop


def test_the_loss_falls_below_that_of_guessing(trained: Trained, corpus: Corpus) -> None:
    losses = json.loads((trained.folder / "model.json").read_text())["training"]["losses"]
    assert losses["held_out"] == sorted(losses["held_out"], reverse=True)
    assert losses["held_out"][-1] < losses["held_out"][0] < math.log2(len(corpus.alphabet))
    assert losses["train"][-1] < losses["train"][0]


def test_the_checkpoint_says_what_it_was_made_from_and_how(trained: Trained, corpus: Corpus) -> None:
    about = json.loads((trained.folder / "model.json").read_text())
    assert about["corpus"] == {"hash": corpus.hash, "sources": corpus.sources, "train": len(corpus.train)}
    assert about["training"]["preset"] == SMALL.to_json()
    assert about["parameters"] == load_checkpoint(str(trained.folder)).model.parameters_count
    assert (trained.folder / "loss.png").read_bytes().startswith(b"\x89PNG")
    assert load_checkpoint(str(trained.folder)).catalogue.styles == corpus.catalogue.styles


def test_a_run_writes_its_choices_and_a_sample_of_each_epoch(trained: Trained) -> None:
    assert (trained.folder / "run.toml").read_text() == SMALL.to_toml()
    samples = sorted((trained.folder / "samples").iterdir())
    assert [file.name for file in samples] == [f"epoch-00{number}.abc" for number in (1, 2, 3)]
    assert all(file.read_text()[:2] in ("X:", "% ") for file in samples)


def test_the_same_seed_gives_the_same_weights(trained: Trained, corpus: Corpus, tmp_path: Path) -> None:
    train(corpus, SMALL, tmp_path / "small", device="cpu")
    train(corpus, replace(SMALL, seed=2), tmp_path / "other", device="cpu")
    first, again, other = (
        (folder / WEIGHTS).read_bytes() for folder in (trained.folder, tmp_path / "small", tmp_path / "other")
    )
    assert first == again
    assert first != other


@pytest.fixture(scope="module")
def on_crops(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crops") / "run"
    train(corpus, CROPS, folder, device="cpu")
    return folder


@pytest.mark.parametrize("steps", [0, 11, *(pytest.param(n, marks=pytest.mark.slow) for n in (3, 20))])
@pytest.mark.parametrize("feed", ["tunes", "crops"])
def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    corpus: Corpus, trained: Trained, on_crops: Path, tmp_path: Path, feed: str, steps: int
) -> None:
    """Stopped before its first step, during the first epoch, during later ones."""
    uninterrupted, preset = (trained.folder, SMALL) if feed == "tunes" else (on_crops, CROPS)
    train(corpus, preset, tmp_path, device="cpu", stop=stop_after(steps))
    torch.manual_seed(99)
    saved = load_run(tmp_path)
    assert saved.facts["progress"]["step"] <= steps
    train(corpus, saved.preset, tmp_path, device="cpu", saved=saved)
    assert (tmp_path / WEIGHTS).read_bytes() == (uninterrupted / WEIGHTS).read_bytes()
    one, two = load_run(tmp_path), load_run(uninterrupted)
    assert all(torch.equal(value, two.tensors[name]) for name, value in one.tensors.items())
    assert (one.facts["curve"], one.facts["best"]) == (two.facts["curve"], two.facts["best"])


def test_a_run_stopped_before_it_was_scored_has_no_model_yet(corpus: Corpus, tmp_path: Path) -> None:
    assert train(corpus, SMALL, tmp_path / "run", device="cpu", stop=stop_after(2)) is None
    assert not (tmp_path / "run/model.json").exists()
    assert load_run(tmp_path / "run").facts["counts"]["epoch_steps"] == 2


def test_resuming_a_finished_run_changes_nothing(trained: Trained, corpus: Corpus, tmp_path: Path) -> None:
    saved = load_run(trained.folder)
    assert train(corpus, saved.preset, tmp_path / "run", device="cpu", saved=saved) == trained.scores


def test_a_run_is_not_resumed_on_another_text(trained: Trained, corpus: Corpus, tmp_path: Path) -> None:
    saved = load_run(trained.folder)
    with pytest.raises(BadRequest, match="started on the training text"):
        train(replace(corpus, hash="other"), saved.preset, tmp_path / "run", device="cpu", saved=saved)


class Scorer:
    """Stands in for `score` and returns these figures, one after the other."""

    def __init__(self, *bits_per_note: float) -> None:
        self.bits = list(bits_per_note)

    def __call__(self, *_: object) -> Scores:
        bits = self.bits.pop(0)
        return Scores(bits / 2, bits, 1, 1)


def test_the_best_model_is_kept_and_training_stops_when_the_loss_stops_improving(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.training.epoch, "score", Scorer(5.0, 3.0, 3.5, 3.1, 1.0))
    best = train(corpus, replace(SMALL, epochs=9, patience=2), tmp_path / "run", device="cpu")
    assert best
    assert best.bits_per_note == 3.0
    about = json.loads((tmp_path / "run/model.json").read_text())
    assert about["training"]["epochs"] == 2
    assert about["scores"]["bits_per_note"] == 3.0


def test_training_ends_with_a_model_when_its_time_is_over(corpus: Corpus, tmp_path: Path) -> None:
    scores = train(corpus, replace(SMALL, epochs=1000), tmp_path / "run", minutes=1e-3, device="cpu")
    assert scores
    assert scores.tunes == len(corpus.held_out)
    assert (tmp_path / "run" / WEIGHTS).exists()


def test_a_loss_that_is_not_a_number_stops_training_and_keeps_the_last_good_model(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 2 + sum(1 for _ in batches(corpus.train, corpus.alphabet, SMALL.batch))  # the first epoch succeeds

    def explode(logits: torch.Tensor, targets: torch.Tensor, *, ignore: int) -> torch.Tensor:
        nonlocal left
        left -= 1
        return next_character_loss(logits, targets, ignore=ignore) * (1 if left >= 0 else math.nan)

    monkeypatch.setattr(trainer.training.train, "next_character_loss", explode)
    with pytest.raises(TrainingDiverged, match="smaller learning rate") as stopped:
        train(corpus, replace(SMALL, epochs=9), tmp_path / "run", device="cpu")
    assert "\n" not in str(stopped.value)
    kept = load_checkpoint(str(tmp_path / "run"))
    assert math.isfinite(score(kept.model, kept.alphabet, corpus.held_out).bits_per_note)


def test_a_model_whose_held_out_loss_is_not_a_number_is_not_saved(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.training.epoch, "score", Scorer(math.nan))
    with pytest.raises(TrainingDiverged):
        train(corpus, SMALL, tmp_path / "run", device="cpu")
    assert not (tmp_path / "run/model.json").exists()


def test_the_learning_rate_rises_then_falls_to_zero() -> None:
    preset = replace(SMALL, learning_rate=1.0, warm_up=0.1)
    rates = [learning_rate(preset, share / 100) for share in range(101)]
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert max(rates) > 0.95
    assert rates[-1] == pytest.approx(0)


def test_the_lab_s_learning_rate_is_constant() -> None:
    assert {learning_rate(PRESETS["lab"], share / 10) for share in range(11)} == {5e-3}


def test_the_lab_s_recipe_is_plain_adam_on_crops(corpus: Corpus, tmp_path: Path) -> None:
    """The same steps written out with torch's own Adam end with the same weights."""
    preset = replace(CROPS, dropout=0.0, weight_dropout=0.0, layers=1, epochs=1, batch=400)
    train(corpus, preset, tmp_path / "run", device="cpu")
    found = load_run(tmp_path / "run").tensors

    torch.manual_seed(preset.seed)
    state = trainer.training.train._new_state(corpus, preset, None, None, "cpu")
    adam = torch.optim.Adam(state.model.parameters(), preset.learning_rate)
    for inputs, targets in trainer.training.train._epoch_batches(corpus, corpus.alphabet, preset, 1):
        assert inputs.shape == targets.shape == (8, 50)
        logits, _ = state.model(inputs)
        loss = torch.nn.functional.cross_entropy(logits.reshape(400, -1), targets.reshape(400))
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
    for name, weight in state.model.state_dict().items():
        assert torch.allclose(found[f"model.{name}"], weight, atol=1e-6)
