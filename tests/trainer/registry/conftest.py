from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from generator.model.checkpoint import load_checkpoint, save_checkpoint
from tests.trainer.conftest import Trained
from tests.trainer.tunes import abc
from trainer.data.dataset import Corpus, load_corpus
from trainer.data.prepare import prepare
from trainer.registry.models import Registry


@pytest.fixture(scope="session")
def roomy_corpus(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The corpus with enough held-out tunes to compare models on: 24 more."""
    folder = tmp_path_factory.mktemp("more")
    (folder / "more.abc").write_text("\n".join(abc(seed) for seed in range(5000, 5024)))
    prepare([str(folder / "more.abc")], folder / "data")
    more = load_corpus(folder / "data")
    return replace(corpus, held_out=[*corpus.held_out, *more.train, *more.held_out])


@pytest.fixture
def registry(tmp_path: Path, trained: Trained) -> Registry:
    """Three copies of one model, none of them in use."""
    for name in "abc":
        shutil.copytree(trained.folder, tmp_path / "models" / name)
    return Registry(tmp_path / "models")


@pytest.fixture
def worse(trained: Trained, corpus: Corpus, tmp_path: Path) -> Path:
    """The model with the weights of its last layer halved."""
    checkpoint = load_checkpoint(str(trained.folder))
    with torch.no_grad():
        checkpoint.model.linear.weight.mul_(0.5)
    about = {"corpus": {"hash": corpus.hash}}
    save_checkpoint(
        tmp_path / "worse", checkpoint.model, checkpoint.alphabet, checkpoint.catalogue, about,
        checkpoint.training_tunes,
    )  # fmt: skip
    return tmp_path / "worse"
