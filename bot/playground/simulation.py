"""The simulated Discord: simcord's backend on the wall clock, for a bot in another process.

simcord normally runs the bot in its own process and waits for its tasks. Here the bot connects through
sockets, so the simulation only waits for the first answer to an interaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import simcord
from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.models import Interaction

ANSWER_SECONDS = 3.0
"""The time that Discord gives a bot for the first answer to an interaction."""

POLL_SECONDS = 0.05


class WallClock(Clock):
    """Stands still until `start`, so that the first ids are the same in every run; then real time."""

    _started = False

    def start(self) -> None:
        self._started = True

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.elapsed) if self._started else super().now()


class Changes:
    """Tells tasks that something in the simulation has changed."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        await self._event.wait()

    async def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait until a condition is true; returns False after this many seconds.

        Checks after every change, and regularly: a process that ends is not a change of the simulation.
        """
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() >= end:
                return False
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self.wait()
        return True


async def _confirm_at_once() -> None:
    """The `confirm` of a simulation that is not kept."""


class Simulation(simcord.Env):
    """`answer_timeout`: how many seconds an action waits for the bot's first answer; 0 does not wait.

    `changes` notifies of every call of the bot and every event of the gateway. `confirm` is awaited before
    the bot gets the answer to a call, and a user the answer to an action.
    """

    def __init__(self, *, answer_timeout: float = 0.0) -> None:
        # simcord's objects need a client; this one connects to nothing.
        super().__init__(discord.Client(intents=discord.Intents(guilds=True)), check_errors=False)
        self.clock = WallClock()
        self.backend = Backend(clock=self.clock)
        self.changes = Changes()
        self.answer_timeout = answer_timeout
        self.lock = asyncio.Lock()
        self.last: Interaction | None = None
        self.confirm: Callable[[], Awaitable[None]] = _confirm_at_once
        self._message_states.add(self.bot._connection)

    async def start(self) -> None:
        """Start the clock and the events."""
        self._loop = asyncio.get_running_loop()
        self._generation = 1
        self._started = True
        self.backend.subscribers.append(lambda event, payload: self.changes.notify())
        self.clock.start()

    async def shutdown(self) -> None:
        await self._run_pre_shutdown()
        self._started = False

    def _notify_dispatch_observers(self, interaction: Interaction) -> None:
        self.last = interaction
        super()._notify_dispatch_observers(interaction)

    async def _settle_internal(self, *, dispatch: str | None = None, **_: Any) -> None:
        """Called by simcord after every action; waits for the answer to an interaction."""
        if dispatch == "INTERACTION_CREATE" and self.last is not None and self.answer_timeout:
            await self.wait_for_answer(self.last, self.answer_timeout)
        await self.confirm()

    async def wait_for_answer(self, interaction: Interaction, seconds: float = ANSWER_SECONDS) -> bool:
        """Wait for the bot's first answer; returns False if there is none in time."""
        return await self.changes.wait_until(lambda: interaction.responded, seconds)
