"""The worker processes of a test: started, killed, frozen, replaced."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path
from random import Random

PROGRAM = (sys.executable, "-m", "tests.cluster.worker_program")


class Crew:
    """Workers at `url`; the first of them has a line to the broker of its own."""

    def __init__(self, url: str, folder: Path, chance: Random) -> None:
        self._url = url
        self._log = folder / "workers.log"
        self._chance = chance
        self._numbers = count(1)
        self._spared: subprocess.Popen[bytes] | None = None
        self._running: list[subprocess.Popen[bytes]] = []
        self.killed = self.died = 0

    def start(self, url: str | None = None) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - ours
                [*PROGRAM, url or self._url, f"worker{next(self._numbers)}"], stdout=log, stderr=log
            )
        self._running.append(process)
        return process

    def spare(self, process: subprocess.Popen[bytes]) -> None:
        """Do not kill this one."""
        self._spared = process

    async def kill_now_and_then(self, seconds: tuple[float, float]) -> None:
        """Kill a worker every few seconds and start another, for ever; also for one that died by itself."""
        while True:
            await asyncio.sleep(self._chance.uniform(*seconds))
            self._replace_dead()
            victims = [one for one in self._running if one is not self._spared]
            victim = self._chance.choice(victims)
            victim.kill()
            victim.wait()
            self.killed += 1
            self._running.remove(victim)
            self.start()

    def _replace_dead(self) -> None:
        for process in [one for one in self._running if one.poll() is not None]:
            self.died += 1
            self._running.remove(process)
            self.start()

    async def replace_dead(self) -> None:
        """Start another for each one that died by itself, for ever."""
        while True:
            await asyncio.sleep(0.5)
            self._replace_dead()

    async def freeze(self, seconds: float) -> None:
        """Stop the spared one for so long."""
        assert self._spared is not None
        self._spared.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._spared.send_signal(signal.SIGCONT)

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()
