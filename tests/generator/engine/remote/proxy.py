"""A way to the broker that can be cut: bytes wait at both ends, and no end is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.generator.engine.remote.nats_server import NatsServer, free_port


class Proxy:
    """`open` is cleared to cut it."""

    def __init__(self, server: NatsServer) -> None:
        self._server = server
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.open = asyncio.Event()
        self.open.set()
        self._pipes: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.open.wait()
        try:
            to_server = await asyncio.open_connection("127.0.0.1", self._server.port)
        except OSError:  # the server is away
            writer.close()
            return
        pipes = [self._pipe(reader, to_server[1]), self._pipe(to_server[0], writer)]
        for pipe in map(asyncio.create_task, pipes):
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self.open.wait()
                writer.write(data)
                await writer.drain()
        writer.close()

    async def close(self) -> None:
        for pipe in list(self._pipes):
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)


@asynccontextmanager
async def proxy(server: NatsServer) -> AsyncIterator[Proxy]:
    between = Proxy(server)
    async with await asyncio.start_server(between.serve, "127.0.0.1", between.port):
        yield between
        await between.close()
