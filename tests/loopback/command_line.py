"""Runs the bot's commands as an operator does, and returns their output and exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord

SECONDS = 60.0


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def environ(discord: LoopbackDiscord, **own: str) -> dict[str, str]:
    """The variables of a bot that connects to this Discord."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LILT_")}
    usual = {"LILT_DATA": str(discord.data), "LILT_PORT": "0", **discord.server.environ}
    return {**clean, **usual, **own}


async def start(
    discord: LoopbackDiscord, *words: str, log: Any = None, program: Sequence[str] = FAKE_ENGINE, **own: str
) -> Any:
    """Start a process. Its standard error goes into the file `log`, or into a pipe."""
    return await asyncio.create_subprocess_exec(
        sys.executable, *program, *words,
        env=environ(discord, **own), stdout=asyncio.subprocess.PIPE, stderr=log or asyncio.subprocess.PIPE,
    )  # fmt: skip


async def call(
    discord: LoopbackDiscord, *words: str | Path, program: Sequence[str] = FAKE_ENGINE, **own: str
) -> Ended:
    """Run a command and wait until it ends."""
    process = await start(discord, *map(str, words), program=program, **own)
    try:
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    return Ended(process.returncode, out.decode(), err.decode())
