"""A folder of tunes, the corpus prepared from it and a small model trained on it, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from tests.trainer.tunes import write_tunes
from trainer.data.dataset import Corpus, load_corpus
from trainer.data.prepare import prepare
from trainer.evaluation.metrics import Scores
from trainer.training.presets import Preset
from trainer.training.train import train

torch.set_num_threads(1)

SMALL = Preset(
    embedding=12, hidden=32, layers=2, dropout=0.1, batch=1200, learning_rate=1e-2, weight_decay=0.0,
    epochs=3, patience=3, weight_dropout=0.1, memory=8, memory_dropout=0.1, averaging=0.9,
)  # fmt: skip


@dataclass(frozen=True)
class Trained:
    """A checkpoint's folder and the scores that training returned."""

    folder: Path
    scores: Scores


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with enough tunes of each type for a model to offer it."""
    return write_tunes(tmp_path_factory.mktemp("tunes") / "book", 140)


@pytest.fixture(scope="session")
def data(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    prepare([str(book)], folder)
    return folder


@pytest.fixture(scope="session")
def corpus(data: Path) -> Corpus:
    return load_corpus(data)


@pytest.fixture(scope="session")
def trained(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("runs") / "small"
    scores = train(corpus, SMALL, folder, device="cpu")
    assert scores
    return Trained(folder, scores)
