from __future__ import annotations

import pytest

from generator.model.checkpoint import Checkpoint
from generator.sampling.reference import sample_naively
from tests.generator.sampling.samples import REQUESTS


@pytest.fixture(scope="session")
def naive(checkpoint: Checkpoint) -> list[str]:
    """The texts of `REQUESTS`, as the naive loop samples them."""
    return [sample_naively(checkpoint.model, checkpoint.alphabet, request) for request in REQUESTS]
