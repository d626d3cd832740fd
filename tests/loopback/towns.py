"""Servers on the shards that a test wants them on, each with a channel and a user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simcord import InteractionResult

from tests.loopback.harness import LoopbackDiscord


@dataclass(frozen=True)
class Town:
    """A server; `member` is somebody there."""

    discord: LoopbackDiscord
    guild: Any
    channel: Any
    member: Any

    async def invoke(self, name: str, **options: Any) -> InteractionResult:
        """Use a slash command there. Returns at once, without waiting for the answer."""
        async with self.discord.simulation.lock:
            result: InteractionResult = await self.member.slash(self.channel, name, **options)
        return result

    async def answers(self) -> bool:
        """Whether the bot answers a `/compose` within Discord's three seconds."""
        return await self.discord.answered(await self.invoke("compose"))


def town(discord: LoopbackDiscord, shard: int, count: int) -> Town:
    """A new server on a shard of so many."""
    simulation = discord.simulation
    simulation._shard_count = count  # simcord has it from its client, which is not the bot here
    guild = simulation.create_guild(f"town {shard}", shard_id=shard, owner=discord.guild.owner)
    member = guild.add_member(simulation.create_user(f"user{len(simulation.backend.users)}"))
    return Town(discord, guild, guild.create_text_channel("session"), member)
