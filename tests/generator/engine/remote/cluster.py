"""A broker of its own for a test, with engines and workers that connect to it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from generator.engine.queueing.queued_engine import QueuedEngine, TuneComposer, TuneRenderer
from generator.engine.remote.connection import opened
from generator.engine.remote.engine import open_remote_engine
from generator.engine.remote.worker.worker import Worker
from tests.generator.engine.jobs import QuickRenderer, until
from tests.generator.engine.remote.nats_server import NatsServer, nats_server


class WorkerProcess:
    """A worker of `Cluster.process`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def begins(self) -> int:
        """Wait for the next tune that it begins to compose, and return its seed."""
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            line = await self.process.stdout.readline()
        return int(line.split()[1])

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


class Cluster:
    """Opens engines and workers in this process, each with a connection of its own."""

    def __init__(self, server: NatsServer) -> None:
        self.server = server

    @asynccontextmanager
    async def engine(self, *, queue_limit: int = 100, user_limit: int = 100) -> AsyncIterator[QueuedEngine]:
        async with (
            opened(self.server.url, name="engine") as connection,
            open_remote_engine(connection, queue_limit=queue_limit, user_limit=user_limit) as engine,
        ):
            yield engine

    @asynccontextmanager
    async def worker(
        self,
        name: str,
        composer: TuneComposer,
        renderer: TuneRenderer | None = None,
        *,
        rows: int = 1,
        drain: float = 0.0,
        url: str | None = None,
        **options: Any,
    ) -> AsyncIterator[Worker]:
        async with opened(url or self.server.url, name=name) as connection:
            renderer = renderer or QuickRenderer()
            worker = Worker(connection, composer, renderer, name=name, rows=rows, renders=2, **options)
            async with worker.working(drain):
                yield worker

    @asynccontextmanager
    async def process(
        self, name: str, *, rows: int = 1, seconds: float = 0.0
    ) -> AsyncIterator[WorkerProcess]:
        """A worker in a process of its own, which is killed in the end."""
        module = "tests.generator.engine.remote.worker_process"
        words = ("-m", module, self.server.url, name, str(rows), str(seconds))
        process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=subprocess.PIPE)
        try:
            yield WorkerProcess(process)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def ready(self, engine: QueuedEngine, rows: int) -> None:
        """Wait until the engine knows of so many rows."""
        await until(lambda: engine._at_once == rows)


@asynccontextmanager
async def open_cluster(folder: Path) -> AsyncIterator[Cluster]:
    (folder / "nats").mkdir()
    async with nats_server(folder / "nats") as server:
        yield Cluster(server)
