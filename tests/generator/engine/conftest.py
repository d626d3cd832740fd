"""The queue with fakes behind it: in this process, and behind a broker. And a folder of real models."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest

from generator.engine.local import model_pool
from generator.engine.queueing.queued_engine import QueuedEngine
from tests.generator.engine.jobs import HeldComposer, QuickRenderer
from tests.generator.engine.local.model_folders import promote
from tests.generator.engine.remote.cluster import Cluster, open_cluster


class OpenEngine(Protocol):
    """Opens an engine with this composer; the fixture closes it."""

    async def __call__(
        self, composer: HeldComposer, *, queue_limit: int, user_limit: int, at_once: int
    ) -> QueuedEngine: ...


@pytest.fixture(params=["local", "nats"])
async def open_engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenEngine]:
    async with AsyncExitStack() as closing:

        async def open_local(
            composer: HeldComposer, *, queue_limit: int, user_limit: int, at_once: int
        ) -> QueuedEngine:
            engine = QueuedEngine(
                composer, QuickRenderer(), queue_limit=queue_limit, user_limit=user_limit, at_once=at_once
            )
            closing.push_async_callback(engine.close)
            return engine

        async def open_remote(
            composer: HeldComposer, *, queue_limit: int, user_limit: int, at_once: int
        ) -> QueuedEngine:
            cluster = await closing.enter_async_context(open_cluster(tmp_path))
            engine = await closing.enter_async_context(
                cluster.engine(queue_limit=queue_limit, user_limit=user_limit)
            )
            await closing.enter_async_context(cluster.worker("one", composer, rows=at_once))
            await cluster.ready(engine, at_once)
            return engine

        yield open_local if request.param == "local" else open_remote


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[Cluster]:
    """A broker without any worker."""
    async with open_cluster(tmp_path) as cluster:
        yield cluster


@pytest.fixture
async def composer() -> HeldComposer:
    return HeldComposer()


@pytest.fixture
async def engine(composer: HeldComposer, open_engine: OpenEngine) -> QueuedEngine:
    return await open_engine(composer, queue_limit=6, user_limit=3, at_once=1)


@pytest.fixture
def folder(tmp_path: Path, rehearsed: Path, untrained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two models, the rehearsed one promoted. A promotion is noticed at once."""
    monkeypatch.setattr(model_pool, "CHECK_SECONDS", 0.01)
    shutil.copytree(rehearsed, tmp_path / "rehearsed")
    shutil.copytree(untrained, tmp_path / "untrained")
    promote(tmp_path, "rehearsed")
    return tmp_path
