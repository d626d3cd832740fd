"""The bot as a process, `python -m bot`: started, stopped, killed."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

STOPPING_SECONDS = 10.0
PROGRAM = ("-m", "bot")


class BotProcess:
    """A running bot."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.returncode is None

    async def wait(self) -> int:
        """Wait until it ends; returns the exit code, negative after a signal."""
        return await self._process.wait()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def stop(self) -> int:
        """Send SIGTERM, and SIGKILL if it does not end in time; returns the exit code."""
        if self.is_running:
            self._process.terminate()
            try:
                async with asyncio.timeout(STOPPING_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                return await self.kill()
        return await self.wait()

    async def kill(self) -> int:
        """Send SIGKILL; returns the exit code."""
        if self.is_running:
            self._process.kill()
        return await self.wait()


def end_with_parent() -> tuple[str, ...]:
    """A command prefix that ends the bot when its parent is killed; empty where the system has none."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM") if setpriv else ()


@asynccontextmanager
async def bot_process(
    environ: Mapping[str, str], program: Sequence[str] = PROGRAM
) -> AsyncIterator[BotProcess]:
    """Run a bot with exactly this environment. In its own session: Ctrl-C reaches only the parent."""
    process = await asyncio.create_subprocess_exec(
        *end_with_parent(), sys.executable, *program, env=environ, start_new_session=True
    )
    running = BotProcess(process)
    try:
        yield running
    finally:
        await running.stop()
