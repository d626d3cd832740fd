"""How the bot is: is it on Discord, can its database be read and written, is anything composed?

Knows nothing of who asks: a page, a file, a figure.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time

import discord

from bot.history import History
from bot.history.sqlite_errors import fault
from generator.engine import Engine

log = logging.getLogger(__name__)

NOT_CONNECTED = "Lilt is not connected to Discord."
SILENT = "The history does not answer; please look at the disk of LILT_DATA."
HISTORY_SECONDS = 5.0
"""In which the history must answer whoever asks how the bot is."""
LOST_SECONDS = 30.0
"""Without the gateway; for less, Discord sends a bot away several times a day."""


class Wellbeing:
    """`lost` and `found` tell it of the gateway: discord.py, once ready, calls itself so for ever."""

    def __init__(self, client: discord.Client, history: History, engine: Engine) -> None:
        self._client = client
        self._history = history
        self._engine = engine
        self._lost_at: float | None = None

    def lost(self) -> None:
        """The gateway is gone, or still is."""
        if self._lost_at is None:
            self._lost_at = time.monotonic()

    def found(self) -> None:
        """The gateway is there, again or for the first time."""
        self._lost_at = None

    @property
    def connected(self) -> bool:
        """Whether events arrive, or will again in a moment."""
        is_lost = self._lost_at is not None and time.monotonic() - self._lost_at > LOST_SECONDS
        return self._client.is_ready() and not self._client.is_closed() and not is_lost

    async def problem(self) -> str | None:
        """What keeps the bot from working, in a sentence; None if it is well."""
        if not self.connected:
            return NOT_CONNECTED
        try:
            async with asyncio.timeout(HISTORY_SECONDS):
                await self._history.check()
        except (TimeoutError, sqlite3.Error) as error:
            log.warning("the history does not answer: %s", error)
            return fault(error) or SILENT
        return self._engine.health.problem

    async def complaint(self) -> str | None:
        """A problem, or what is not as it was meant to be though the bot is well."""
        return await self.problem() or self._engine.health.warning
