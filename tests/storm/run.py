"""Answers every request to the webhooks with 503 for a while, over sockets, while users wait for tunes."""

from __future__ import annotations

import asyncio
import fnmatch
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.playground.faults import Status
from tests.crash.run import shown_tunes
from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord, loopback_discord

ANSWER = "* /webhooks/*/messages/@original"
AFTER_SECONDS = 120.0
"""Seconds from the storm's end until all tunes must have arrived: the longest wait, and a retry."""
UNLIMITED = {"LILT_PER_MINUTE": "0", "LILT_USER_LIMIT": "100"}
ENDLESS = 10**9


@dataclass
class Result:
    """`most_requests`: the most that were sent for the edits of one message."""

    seconds: float
    messages: int
    lost: int
    double: int
    most_requests: int

    def __str__(self) -> str:
        counts = f"messages={self.messages} lost={self.lost} double={self.double}"
        return f"storm_s={self.seconds:g} {counts} most_requests={self.most_requests}"


async def storm(data: Path, seconds: float, messages: int) -> Result:
    """Ask for `messages` tunes at the beginning of a storm of `seconds`."""
    async with loopback_discord(data) as discord:
        await discord.start_bot(UNLIMITED, program=FAKE_ENGINE)
        discord.faults.next(ANSWER, Status(503), times=ENDLESS)
        asked = [await discord.invoke("compose", seed=seed) for seed in range(messages)]
        for one in asked:
            await discord.answered(one)
        await asyncio.sleep(seconds)
        discord.faults.clear()
        await asyncio.gather(*(discord.wait_for_final(one, seconds=AFTER_SECONDS) for one in asked))
        discord.assert_within_limits()
        return _count(discord, seconds, messages)


def _count(discord: LoopbackDiscord, seconds: float, messages: int) -> Result:
    shown = Counter(shown_tunes(discord))
    requests = Counter(call for _, call in discord.faults.calls if fnmatch.fnmatchcase(call, ANSWER))
    return Result(
        seconds=seconds,
        messages=messages,
        lost=messages - len(shown),
        double=sum(times - 1 for times in shown.values()),
        most_requests=max(requests.values()),
    )
