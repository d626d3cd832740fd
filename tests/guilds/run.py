"""The bot on many servers, over sockets: its memory without an engine, and its first answer on each shard."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord, loopback_discord
from tests.loopback.towns import Town, town

MOST_MEGABYTES = 300.0
ASKING = 20
"""Servers on each shard where somebody asks for a tune."""
CONNECTING_SECONDS = 120.0
UNLIMITED = {"LILT_PER_MINUTE": "0"}


@dataclass(frozen=True)
class Result:
    """`first_answer`: seconds from a shard's READY to the answer to its first command, on the slowest shard.

    `late`: the commands that were not answered within Discord's three seconds.
    """

    servers: int
    channels: int
    shards: int
    rss_megabytes: float
    first_answer: float
    late: int

    def __str__(self) -> str:
        size = f"servers={self.servers} channels={self.servers * self.channels} shards={self.shards}"
        figures = f"rss_mb={self.rss_megabytes:.0f} first_answer_s={self.first_answer:.2f} late={self.late}"
        return f"{size} {figures}"


async def measure(
    data: Path, servers: int, channels: int, shards: int, program: Sequence[str] = FAKE_ENGINE
) -> Result:
    """Start a bot on so many servers, each with so many channels, and ask on each shard as it comes."""
    async with loopback_discord(data) as discord:
        plan = discord.server.gateway.plan
        plan.shards, plan.session_seconds = shards, 5.0
        towns = [_town(discord, number % shards, shards, channels) for number in range(servers)]
        bot = await discord.start_bot(UNLIMITED, program=program)
        first, late = 0.0, 0
        for shard in range(shards):
            await _connected(discord, shard)
            ready_at = time.monotonic()
            late += not await towns[shard].answers()
            first = max(first, time.monotonic() - ready_at)
            for one in towns[shard::shards][1:ASKING]:
                late += not await one.answers()
        rss = psutil.Process(bot.pid).memory_info().rss / 2**20
        assert discord.server.gateway.too_early == 0
        if not late:  # a late answer is beyond a limit
            discord.assert_within_limits()
        return Result(servers, channels, shards, rss, first, late)


async def _connected(discord: LoopbackDiscord, shard: int) -> None:
    await discord.wait_for(lambda: shard in discord.server.gateway.connected_shards, CONNECTING_SECONDS)


def _town(discord: LoopbackDiscord, shard: int, count: int, channels: int) -> Town:
    """A server with so many channels; commands are used in one of them."""
    made = town(discord, shard, count)
    for number in range(channels - 1):
        made.guild.create_text_channel(f"room-{number}")
    return made
