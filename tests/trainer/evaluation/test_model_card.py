from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.trainer.conftest import SMALL, Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.model_card import write_card
from trainer.training.train import train


def test_the_card_of_a_run_says_what_its_record_says(trained: Trained, corpus: Corpus) -> None:
    card = (trained.folder / "card.md").read_text()
    record = json.loads((trained.folder / "model.json").read_text())
    assert card == write_card(record)
    assert card.startswith(f"# Model card: {record['id']}\n")
    for words in (
        f"{record['parameters']:,} parameters",
        f"`{corpus.hash}`",
        f"| bits per note (headers included) | {trained.scores.bits_per_note:.3f} |",
        "Whole tunes, 1,200 characters a step",
        "a cosine decay to zero, dropout 0.1 of channels",
        "gradients clipped at 1",
        "memory (attention over the tune so far, keys 8 wide)",
        "0.1 of the memory's attention",
        "a moving average over steps (decay 0.9), those of the epoch",
    ):
        assert words in card


def test_a_recipe_like_the_lab_s_is_described_as_such(corpus: Corpus, tmp_path: Path) -> None:
    preset = replace(SMALL, feed="crops", length=50, steps=2, epochs=1, schedule="constant", clip=0.0)
    preset = replace(preset, memory=0, averaging=0.0)
    train(corpus, preset, tmp_path / "run", device="cpu")
    card = (tmp_path / "run/card.md").read_text()
    assert "Random pieces of 50 characters" in card
    assert "cosine" not in card
    assert "gradients not clipped" in card
    assert "memory" not in card
    assert "average" not in card


def test_the_default_sources_are_named_with_their_printings(trained: Trained) -> None:
    record = json.loads((trained.folder / "model.json").read_text())
    record["corpus"]["sources"] = ["airdsAirs", "my/own.abc"]
    card = write_card(record)
    assert "Glasgow 1778" in card
    assert "- my/own.abc\n" in card
