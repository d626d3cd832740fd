"""A real NATS server, a worker's library on it, and the bot's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from generator.engine.remote.connection import Connection, connect
from generator.library.remote import RemoteLibrary
from tests.generator.engine.remote.nats_server import NatsServer, nats_server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[NatsServer]:
    async with nats_server(tmp_path, settings="max_payload: 2MB") as server:
        yield server


@pytest.fixture
async def workers(server: NatsServer) -> AsyncIterator[Connection]:
    """The connection of the workers."""
    connection = await connect(server.url)
    yield connection
    await connection.close()


@pytest.fixture
async def remote(server: NatsServer) -> AsyncIterator[RemoteLibrary]:
    connection = await connect(server.url)
    yield RemoteLibrary(connection)
    await connection.close()
