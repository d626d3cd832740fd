"""`python -m bot` with words, as an operator calls it: what it says, and how it ends."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.loopback.harness import PRETENDING, LoopbackDiscord

SECONDS = 60.0


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def environ(discord: LoopbackDiscord, **own: str) -> dict[str, str]:
    """What a bot needs in order to come here."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LILT_")}
    there = {"LILT_DATA": str(discord.data), "LILT_PORT": "0", **discord.server.environ}
    return {**clean, **there, **own}


async def start(discord: LoopbackDiscord, *words: str, log: Any = None, **own: str) -> Any:
    """A process; its standard error goes into the file `log`, or is kept."""
    return await asyncio.create_subprocess_exec(
        sys.executable, *PRETENDING, *words,
        env=environ(discord, **own), stdout=asyncio.subprocess.PIPE, stderr=log or asyncio.subprocess.PIPE,
    )  # fmt: skip


async def call(discord: LoopbackDiscord, *words: str | Path, **own: str) -> Ended:
    """Run a command to its end."""
    process = await start(discord, *map(str, words), **own)
    try:
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    return Ended(process.returncode, out.decode(), err.decode())
