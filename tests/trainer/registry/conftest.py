from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from generator.model.checkpoint import load_checkpoint, save_checkpoint
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.registry.models import Registry


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
