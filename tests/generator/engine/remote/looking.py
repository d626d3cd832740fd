"""What a broker has: looked at by another connection, until it is as expected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from generator.engine.remote.connection import Connection, opened
from tests.generator.engine.remote.cluster import Cluster


@asynccontextmanager
async def spy(cluster: Cluster) -> AsyncIterator[Connection]:
    """Another connection to the same broker."""
    async with opened(cluster.server.url) as connection:
        yield connection


async def messages(connection: Connection, stream: str) -> int:
    return (await connection.jetstream().stream_info(stream)).state.messages


async def eventually(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask the broker until the answer is true."""
    async with asyncio.timeout(10):
        while not await ask():  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(0.02)


async def none_left(connection: Connection, *streams: str) -> None:
    for stream in streams:
        await eventually(partial(_is_empty, connection, stream))


async def _is_empty(connection: Connection, stream: str) -> bool:
    return not await messages(connection, stream)
