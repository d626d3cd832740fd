from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.trainer.conftest import Trained
from trainer.registry.models import Registry


@pytest.fixture
def registry(tmp_path: Path, trained: Trained) -> Registry:
    """Three copies of one model, none of them in use."""
    for name in "abc":
        shutil.copytree(trained.folder, tmp_path / "models" / name)
    return Registry(tmp_path / "models")
