"""Many people who ask for tunes, again and again, over sockets; what they got, and what the bot holds
afterwards."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bot.playground.bot_process import PROGRAM, BotProcess
from tests.crash.run import shown_tunes
from tests.loopback.harness import LoopbackDiscord, loopback_discord

LIMITS = {"LILT_PER_MINUTE": "0", "LILT_QUEUE_LIMIT": "1000", "LILT_USER_LIMIT": "5"}
"""Nobody is refused: it is about those who wait."""

WARM_UP = 20
"""Requests before the memory is looked at for the first time: what is loaded once is there then."""

REST_SECONDS = 10.0
LONGEST_WAIT = 1200.0


@dataclass
class Result:
    """`waits`: seconds from asking to the finished message; memory in bytes, all processes together."""

    requests: int
    answered: int = 0
    double: int = 0
    waits: list[float] = field(default_factory=list)
    before: int = 0
    after: int = 0

    @property
    def p95(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.95)] if self.waits else 0.0

    def __str__(self) -> str:
        counts = f"requests={self.requests} answered={self.answered} double={self.double}"
        return f"{counts} p95_wait_s={self.p95:.1f}"


async def load(data: Path, users: int, each: int, program: Sequence[str] = PROGRAM) -> Result:
    """So many people, each of whom asks for `each` tunes, one after the other."""
    result = Result(requests=users * each)
    async with loopback_discord(data) as discord:
        bot = await discord.start_bot(LIMITS, program=program)
        people = [discord.guild.add_member(discord.simulation.create_user(f"user {n}")) for n in range(users)]
        await asyncio.gather(*(asks(discord, person, 1) for person in people[:WARM_UP]))
        result.before = await resident(bot)
        shown_before = Counter(shown_tunes(discord))
        waits = await asyncio.gather(*(asks(discord, person, each) for person in people))
        result.waits = [wait for one in waits for wait in one]
        result.after = await resident(bot)
        shown = Counter(shown_tunes(discord)) - shown_before
        result.answered = len(shown)
        result.double = sum(times - 1 for times in shown.values())
        discord.assert_within_limits()
    return result


async def asks(discord: LoopbackDiscord, person: Any, times: int) -> list[float]:
    """Seconds until each tune was there."""
    waits = []
    for _ in range(times):
        started = time.monotonic()
        await discord.wait_for_final(await discord.invoke("compose", by=person), seconds=LONGEST_WAIT)
        waits.append(time.monotonic() - started)
    return waits


async def resident(bot: BotProcess) -> int:
    """Once nothing has been going on for a while."""
    await asyncio.sleep(REST_SECONDS)
    here = psutil.Process(bot.pid)
    return sum(process.memory_info().rss for process in (here, *here.children(recursive=True)))
