"""The gateway in shards: as many as Discord recommends, each with a part of the servers.

Which server is on which shard: https://discord.com/developers/docs/events/gateway#sharding
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Sequence
from typing import Any

import discord

from bot.ops.logging import about
from bot.transport.gateway.recommendation import Recommendation, ask
from bot.transport.gateway.session_starts import SessionStarts
from bot.transport.gateway.shard import Shard

log = logging.getLogger(__name__)


class _MoreShards(Exception):
    """Discord now recommends more shards than there are."""

    def __init__(self, said: Recommendation) -> None:
        super().__init__(said.shards)
        self.said = said


class Shards:
    """All shards of a client. There are none before Discord has recommended a number."""

    def __init__(self, client: discord.AutoShardedClient) -> None:
        self._client = client
        self._all: list[Shard] = []
        _keep_no_guilds(client)

    @property
    def count(self) -> int:
        return len(self._all)

    def away(self, seconds: float = 0.0) -> Sequence[int]:
        """The shards that have not been connected for so long, or never."""
        since = asyncio.get_running_loop().time() - seconds
        return [one.number for one in self._all if one.lost_at is not None and one.lost_at <= since]

    @property
    def latency(self) -> float:
        """Seconds that the slowest connected shard took to answer; NaN if unknown."""
        known = [one.latency for one in self._all if one.lost_at is None]
        return max(filter(math.isfinite, known), default=math.nan)

    async def stay_connected(self) -> None:
        """Be on the gateway until cancelled. Raises ConnectionClosed with a final close code."""
        said = await ask(self._client)
        while True:
            try:
                await self._run(said)
            except _MoreShards as more:
                said = more.said

    async def _run(self, said: Recommendation) -> None:
        """Run so many shards. Raises what ends one of them for good."""
        if said.shards > 1:
            log.info("Discord recommends %d shards", said.shards)
        state = self._client._connection
        self._client.shard_count = state.shard_count = said.shards
        state.shard_ids = range(said.shards)
        starts = SessionStarts(said, lambda: ask(self._client))
        self._all = [Shard(self._client, number, starts, self._too_few) for number in range(said.shards)]
        running = [asyncio.create_task(self._keep(one), name=f"shard {one.number}") for one in self._all]
        try:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, *(one.end() for one in self._all), return_exceptions=True)
            self._all = []

    async def _keep(self, shard: Shard) -> None:
        if self.count > 1:
            about(shard=shard.number)  # in the log of all that happens on its servers
        await shard.stay_connected()

    async def _too_few(self) -> None:
        """Raises _MoreShards if Discord recommends more than there are."""
        said = await ask(self._client)
        if said.shards > self.count:
            log.warning("Discord wants more than %d shards: Lilt connects with %d", self.count, said.shards)
            raise _MoreShards(said)


def _keep_no_guilds(client: discord.Client) -> None:
    """The list of all servers that a session begins with is of no use: interactions bring what is needed."""
    parsers = client._connection.parsers
    parse = parsers["READY"]

    def parse_ready(data: Any) -> None:
        parse({**data, "guilds": []})

    parsers["READY"] = parse_ready
