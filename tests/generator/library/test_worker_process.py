"""`python -m generator worker` answers for its library, and switches to a model that is promoted."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.engine.remote.connection import Connection
from generator.errors import Unavailable
from generator.library.model_store import ModelStore
from generator.library.remote import RemoteLibrary
from generator.model.folders import CURRENT
from generator.model.record import load_catalogue, read_record
from tests.generator.engine.remote.nats_server import NatsServer
from tests.generator.tiny_models import rehearsed, untrained

__all__ = ["rehearsed", "untrained"]

SECONDS = 90


@pytest.fixture
def worker(server: NatsServer, tmp_path: Path) -> Iterator[Path]:
    """The folder of models of a worker that runs."""
    words = [
        "worker",
        "--engine",
        server.url,
        "--models",
        str(tmp_path / "models"),
        "--rows",
        "4",
        "--renders",
        "1",
    ]
    process = subprocess.Popen([sys.executable, "-m", "generator", *words])  # noqa: S603
    yield tmp_path / "models"
    process.terminate()
    assert process.wait(30) == 0


async def model_of_the_commands(remote: RemoteLibrary, wanted: str) -> str:
    """The model in use, as soon as it is the wanted one."""
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                if (await remote.catalogue()).model == wanted:
                    return wanted
            except Unavailable:
                pass
            await asyncio.sleep(0.2)


@pytest.mark.timeout(2 * SECONDS)
async def test_a_worker_answers_and_follows_what_is_promoted(
    worker: Path, workers: Connection, remote: RemoteLibrary, rehearsed: Path
) -> None:
    await model_of_the_commands(remote, load_catalogue().model)
    assert "third" in await remote.models()
    store = ModelStore(workers)
    name = await store.publish(rehearsed)
    await store.use(name)
    assert name == read_record(rehearsed)["id"]
    await model_of_the_commands(remote, name)
    assert (await remote.card()).model == name
    assert name in await remote.models()
    assert await asyncio.to_thread((worker / CURRENT).read_text) == f"{name}\n"
