"""The bot as a process of its own, `python -m bot`: started, stopped, killed. Knows no server."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

STOPPING_SECONDS = 10.0
PROGRAM = ("-m", "bot")


class Child:
    """A running bot."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.returncode is None

    async def ended(self) -> int:
        """Wait for its end; the exit code, negative after a signal."""
        return await self._process.wait()

    def signal(self, number: int) -> None:
        """Send it a signal of the operating system's."""
        self._process.send_signal(number)

    async def stop(self) -> int:
        """As an operator would: SIGTERM, and only if that does not help, SIGKILL."""
        if self.is_running:
            self._process.terminate()
            try:
                async with asyncio.timeout(STOPPING_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                return await self.kill()
        return await self.ended()

    async def kill(self) -> int:
        """At once, with no chance to tidy up."""
        if self.is_running:
            self._process.kill()
        return await self.ended()


def leash() -> tuple[str, ...]:
    """What ends a bot whose parent was killed and could not see to it, where the system has such a thing."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM") if setpriv else ()


@asynccontextmanager
async def child(environ: Mapping[str, str], program: Sequence[str] = PROGRAM) -> AsyncIterator[Child]:
    """A bot with this environment, and only this. It has a session of its own: Ctrl-C comes to us alone."""
    process = await asyncio.create_subprocess_exec(
        *leash(), sys.executable, *program, env=environ, start_new_session=True
    )
    running = Child(process)
    try:
        yield running
    finally:
        await running.stop()
