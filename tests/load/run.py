"""Many users ask for tunes over sockets; counts their answers and measures the waits and the bot's memory."""

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
"""No request is refused, so that all of them wait in the queue."""

WARM_UP = 20
"""Requests before the memory is measured for the first time, so that everything is loaded by then."""

REST_SECONDS = 10.0
LONGEST_WAIT = 1200.0


@dataclass
class Result:
    """`waits`: seconds from each request to its finished message; `before`, `after`: the memory in bytes."""

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
    """Let `users` users ask for `each` tunes, one after the other."""
    result = Result(requests=users * each)
    async with loopback_discord(data) as discord:
        bot = await discord.start_bot(LIMITS, program=program)
        members = [
            discord.guild.add_member(discord.simulation.create_user(f"user {n}")) for n in range(users)
        ]
        await asyncio.gather(*(ask(discord, user, 1) for user in members[:WARM_UP]))
        result.before = await resident(bot)
        shown_before = Counter(shown_tunes(discord))
        waits = await asyncio.gather(*(ask(discord, user, each) for user in members))
        result.waits = [wait for one in waits for wait in one]
        result.after = await resident(bot)
        shown = Counter(shown_tunes(discord)) - shown_before
        result.answered = len(shown)
        result.double = sum(times - 1 for times in shown.values())
        discord.assert_within_limits()
    return result


async def ask(discord: LoopbackDiscord, user: Any, times: int) -> list[float]:
    """Ask for tunes one after the other; the seconds until each was shown."""
    waits = []
    for _ in range(times):
        started = time.monotonic()
        await discord.wait_for_final(await discord.invoke("compose", by=user), seconds=LONGEST_WAIT)
        waits.append(time.monotonic() - started)
    return waits


async def resident(bot: BotProcess) -> int:
    """The memory of the bot's processes in bytes, measured after a pause."""
    await asyncio.sleep(REST_SECONDS)
    parent = psutil.Process(bot.pid)
    return sum(process.memory_info().rss for process in (parent, *parent.children(recursive=True)))
