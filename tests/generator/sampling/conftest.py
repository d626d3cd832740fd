from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.sampling.reference import sample_naively
from tests.generator.sampling.samples import REQUESTS


@pytest.fixture(scope="session", params=["untrained", "remembering"])
def checkpoint(request: pytest.FixtureRequest, untrained: Path, remembering: Path) -> Checkpoint:
    """All tests of sampling run with a model without a memory and with one that has a memory."""
    return load_checkpoint(str(untrained if request.param == "untrained" else remembering))


@pytest.fixture(scope="session")
def remembering_checkpoint(remembering: Path) -> Checkpoint:
    return load_checkpoint(str(remembering))


@pytest.fixture(scope="session")
def naive(checkpoint: Checkpoint) -> list[str]:
    """The texts of `REQUESTS`, as the naive loop samples them."""
    return [sample_naively(checkpoint.model, checkpoint.alphabet, request) for request in REQUESTS]
