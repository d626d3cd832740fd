"""The simulated Discord: simcord's backend on the wall clock, with a bot that is elsewhere.

simcord drives a bot in its own process. Here the bot is in another one and comes in through sockets, so
nothing is known of its tasks; what can be known is whether it has answered an interaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import simcord
from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.models import Interaction

ANSWER_SECONDS = 3.0
"""In which Discord wants the first answer to an interaction."""


LOOK_SECONDS = 0.05


class WallClock(Clock):
    """Stands still until `start`, so that the first ids are the same every time; then goes as the wall's."""

    _started = False

    def start(self) -> None:
        self._started = True

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.elapsed) if self._started else super().now()


class Bell:
    """Rings when something has happened; whoever waits looks again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def heard(self) -> None:
        await self._event.wait()

    async def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is true; False if it is not within these seconds.

        Looks again with every ring, and now and then without: a process that ends rings no bell.
        """
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() >= end:
                return False
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self.heard()
        return True


class World(simcord.Env):
    """`patience`: seconds for which whoever acts waits for the bot's first answer; 0 does not wait.

    `news` rings with every call of the bot and every event of the gateway.
    """

    def __init__(self, *, patience: float = 0.0) -> None:
        # The client only gives simcord's objects something to hold on to; it connects to nothing.
        super().__init__(discord.Client(intents=discord.Intents(guilds=True)), check_errors=False)
        self.clock = WallClock()
        self.backend = Backend(clock=self.clock)
        self.news = Bell()
        self.patience = patience
        self.turn = asyncio.Lock()
        self.last: Interaction | None = None
        self._message_states.add(self.bot._connection)

    async def start(self) -> None:
        """Let time go on. Until then there is only what was there from the beginning."""
        self._loop = asyncio.get_running_loop()
        self._generation = 1
        self._started = True
        self.backend.subscribers.append(lambda event, payload: self.news.ring())
        self.clock.start()

    async def shutdown(self) -> None:
        await self._run_pre_shutdown()
        self._started = False

    def _notify_dispatch_observers(self, interaction: Interaction) -> None:
        self.last = interaction
        super()._notify_dispatch_observers(interaction)

    async def _settle_internal(self, *, dispatch: str | None = None, **_: Any) -> None:
        """What simcord does after every act: here, after an interaction, it waits for the answer."""
        if dispatch == "INTERACTION_CREATE" and self.last is not None and self.patience:
            await self.answered(self.last, self.patience)

    async def answered(self, interaction: Interaction, seconds: float = ANSWER_SECONDS) -> bool:
        """Wait for the bot's first answer; False if there is none in time."""
        return await self.news.until(lambda: interaction.responded, seconds)
