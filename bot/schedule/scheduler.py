"""The task that waits for scheduled posts: it sleeps until the earliest, and makes an order of each.

What is due is in the database: a restart, or a clock that jumps, changes nothing but the waiting. It goes by
Discord's time, and waits until that is known. How an order is fulfilled is not known here.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfoNotFoundError

from bot.history import History, Order, ScheduledPost
from bot.policy.guild_settings import GuildSettings
from bot.requests.composing import request_of
from bot.schedule.plans import LONGEST, order_for, planned, request_options
from bot.transport.discord_clock import DiscordClock
from generator.errors import LiltError

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
"""The longest sleep: then it looks at the clock again, which may have been set."""
LOOK_SECONDS = 1.0
"""Between two looks whether the time is known, and the bot ready."""

UNKNOWN_ZONE = "The time zone {} is not known here any more."

Sleep = Callable[[asyncio.Event, float], Awaitable[None]]
"""Waits for the event, but not longer than so many seconds."""


async def sleep(changed: asyncio.Event, seconds: float) -> None:
    """See Sleep."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await changed.wait()


class Scheduler:
    """`settings`: a server's; `start`: begins to fulfil a stored order."""

    def __init__(
        self,
        history: History,
        clock: DiscordClock,
        settings: Callable[[int], Awaitable[GuildSettings]],
        start: Callable[[Order], None],
        *,
        sleep: Sleep = sleep,
        every: float = EVERY_SECONDS,
    ) -> None:
        self._history = history
        self._clock = clock
        self._settings = settings
        self._start = start
        self._sleep = sleep
        self._every = every
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """A post was set up or changed: it may be the earliest now."""
        self._changed.set()

    def now(self) -> float:
        """The time by which posts come, in seconds since 1970."""
        return self._clock.now()

    async def run(self, poster: Callable[[], tuple[int, str] | None]) -> None:
        """Make orders of what is due until the task is cancelled.

        `poster`: the id and the name under which they are made; None while nothing may be posted yet.
        """
        while True:
            self._changed.clear()
            by = poster()
            try:
                seconds = LOOK_SECONDS if by is None else await self.post_due(by)
            except sqlite3.Error:
                log.exception("scheduled posts wait for the database")
                seconds = self._every
            await self._sleep(self._changed, seconds)

    async def post_due(self, by: tuple[int, str]) -> float:
        """Make orders of what is due; returns the seconds until the next look."""
        if not self._clock.is_known:
            return LOOK_SECONDS
        now, failed = self._clock.now(), False
        for post in await self._history.due_posts(now, now + LONGEST):
            try:
                await self._move(post, now, by)
            except Exception:  # one server's post must not keep those of the others waiting
                log.exception("the post %s of server %d waits", post.post, post.guild_id)
                failed = True
        if failed:
            return self._every
        next_at = await self._history.next_post_at(now + LONGEST)
        return self._every if next_at is None else min(self._every, max(0.0, next_at - self._clock.now()))

    async def _move(self, post: ScheduledPost, now: float, by: tuple[int, str]) -> None:
        """Move a post on, and start its order if it is due."""
        try:
            plan = planned(post, now)
        except (ZoneInfoNotFoundError, ValueError):  # as after an update of the system's time zones
            why = UNKNOWN_ZONE.format(post.zone)
            log.warning("the post %s of server %d is turned off: %s", post.post, post.guild_id, why)
            await self._history.set_posts(replace(post, next_at=None, off_because=why))
            return
        if plan.due is None:
            log.info("the post %s of server %d waits for another day", post.post, post.guild_id)
            await self._history.move(post, plan.moved)
            return
        try:
            settings = await self._settings(post.guild_id)
            asked = request_of(request_options(post, plan.due), settings.defaults)
        except (LiltError, TypeError):  # stored by a newer Lilt
            log.exception("the post %s of server %d cannot be asked for", post.post, post.guild_id)
            await self._history.move(post, plan.moved)
            return
        order = order_for(post, plan.due, now=now, by=by, asked=asked)
        if await self._history.move(post, plan.moved, order):
            log.info("order %s is due", order.id)
            self._start(order)
