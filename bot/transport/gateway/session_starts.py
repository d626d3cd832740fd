"""When a new session may begin: Discord allows few at a time, and so many in a day.

A bot that begins more in a day loses its token: https://discord.com/developers/docs/events/gateway#identifying
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.transport.gateway.recommendation import Recommendation

log = logging.getLogger(__name__)

SESSION_SECONDS = 5.5
"""Between two new sessions of a bucket. Discord's five, and some: frames are not equally fast."""


class SessionStarts:
    """Turns to begin a session. The shards are in as many buckets as sessions may begin at a time."""

    def __init__(self, said: Recommendation, ask: Callable[[], Awaitable[Recommendation]]) -> None:
        """`ask` is called when the sessions of `said` are used up."""
        self._concurrency = said.concurrency
        self._remaining = said.remaining
        self._ask = ask
        self._buckets: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._opens_at: dict[int, float] = {}

    @asynccontextmanager
    async def turn(self, shard: int) -> AsyncIterator[None]:
        """A shard's turn: it identifies in the context. Where that raises, no session has begun."""
        loop, bucket = asyncio.get_running_loop(), shard % self._concurrency
        async with self._buckets[bucket]:
            await self._wait_until_allowed()
            await asyncio.sleep(max(0.0, self._opens_at.get(bucket, 0.0) - loop.time()))
            yield
            self._remaining -= 1
            self._opens_at[bucket] = loop.time() + SESSION_SECONDS

    async def _wait_until_allowed(self) -> None:
        while self._remaining <= 0:
            said = await self._ask()
            self._remaining = said.remaining
            if self._remaining:
                return
            log.warning("Discord allows no new session for %.0f s; Lilt waits", said.reset_seconds)
            await asyncio.sleep(max(SESSION_SECONDS, said.reset_seconds))
