"""A real nats-server on loopback, which can be killed, frozen and started again with what it had stored."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_PROGRAM = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or "nats-server"

SMALL = "max_payload: 1MB"
"""The settings of most tests: larger results do not fit into a message."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class NatsServer:
    """`settings` are lines of its configuration file."""

    def __init__(self, folder: Path, settings: str = SMALL, *, jetstream: bool = True) -> None:
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        config = folder / "nats.conf"
        streams = f'jetstream {{ store_dir: "{folder}/store", sync_interval: always }}' if jetstream else ""
        config.write_text(f"{settings}\n{streams}\n")
        self._command = [_PROGRAM, "-a", "127.0.0.1", "-p", str(self.port), "-c", str(config)]
        self._store = folder / "store"
        self._log = folder / "nats.log"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)  # noqa: ASYNC220, S603
        async with asyncio.timeout(20):
            while not await self._listens():
                assert self._process.poll() is None, self._log.read_text()
                await asyncio.sleep(0.01)

    async def _listens(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        greeting = await reader.readline()
        writer.close()
        return greeting.startswith(b"INFO")

    def forget(self) -> None:
        """Delete what it has stored; it must be killed before."""
        shutil.rmtree(self._store)

    def kill(self) -> None:
        """As kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@asynccontextmanager
async def nats_server(
    folder: Path, settings: str = SMALL, *, jetstream: bool = True
) -> AsyncIterator[NatsServer]:
    server = NatsServer(folder, settings, jetstream=jetstream)
    await server.start()
    try:
        yield server
    finally:
        server.kill()
