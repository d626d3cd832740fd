"""`python -m tests.load.long_texts [TEXTS]`: one user sends the longest texts, another asks for a tune."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.long_run import run_long
from tests.loopback.harness import loopback_discord

TEXTS = 64
LIMITS = {"LILT_PER_MINUTE": "0", "LILT_QUEUE_LIMIT": "1000", "LILT_USER_LIMIT": "1000"}
LONGEST_WAIT = 600.0
LONG = "X:1\nT:Long {}\nM:4/4\nL:1/8\nQ:1/4=145\nK:D\n" + "dfaf gbag|f2d2 edBA|" * 178 + "\n"
"""Nearly 4,000 characters and ten minutes."""


@dataclass(frozen=True)
class Result:
    """Seconds until another's tune: before anybody else asks for anything, and behind the long texts."""

    alone: float
    behind: float

    def __str__(self) -> str:
        return f"alone_s={self.alone:.1f} behind_s={self.behind:.1f}"


async def long_texts(data: Path, texts: int) -> Result:
    """Measure the wait of a user while another one's `texts` texts are read and rendered."""
    async with loopback_discord(data) as discord:
        await discord.start_bot(LIMITS)

        async def wait() -> float:
            started = time.monotonic()
            asked = await discord.invoke("compose", by=discord.bob)
            await discord.wait_for_final(asked, seconds=LONGEST_WAIT)
            return time.monotonic() - started

        await wait()  # loads everything
        alone = await wait()
        for number in range(texts):
            await discord.invoke("render", file=("tune.abc", LONG.format(number).encode()), key="A")
        return Result(alone, await wait())


if __name__ == "__main__":
    sys.stdout.write(f"{run_long(long_texts, sys.argv[1:], (TEXTS,))}\n")
