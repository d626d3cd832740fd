"""A queued engine with fakes, and a folder of real models."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from generator.engine.local import model_pool
from generator.engine.queueing.queued_engine import QueuedEngine
from tests.generator.engine.jobs import HeldComposer, QuickRenderer
from tests.generator.engine.local.model_folders import promote


@pytest.fixture
async def composer() -> HeldComposer:
    return HeldComposer()


@pytest.fixture
async def engine(composer: HeldComposer) -> AsyncIterator[QueuedEngine]:
    engine = QueuedEngine(composer, QuickRenderer(), queue_limit=6, user_limit=3, at_once=1)
    yield engine
    await engine.close()


@pytest.fixture
def folder(tmp_path: Path, rehearsed: Path, untrained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two models, the rehearsed one promoted. A promotion is noticed at once."""
    monkeypatch.setattr(model_pool, "CHECK_SECONDS", 0.01)
    shutil.copytree(rehearsed, tmp_path / "rehearsed")
    shutil.copytree(untrained, tmp_path / "untrained")
    promote(tmp_path, "rehearsed")
    return tmp_path
