"""An answer on its way: one message, from its first line to what was asked for. Knows no tune and no
queue."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord

from bot.transport.progress import PAUSE, Line
from bot.transport.retry import Expired, Forbidden, Gone, Unreachable, sent
from bot.transport.targets import Target

log = logging.getLogger(__name__)

_LINE_SECONDS = 10.0
"""A line is not worth a longer wait: the answer comes behind it."""


class Reply:
    """`pause`: seconds between two edits of its line. `opened`: its first line was sent, as far as we
    know."""

    def __init__(self, target: Target, *, pause: float = PAUSE) -> None:
        self._target = target
        self._pause = pause
        self._line: Line | None = None
        self.opened = self._answered = False

    @property
    def largest(self) -> int:
        """Bytes that one file may have here."""
        return self._target.largest

    async def open(self, text: str, view: discord.ui.View) -> None:
        """Show the first line, if none stands there yet."""
        if self.opened:
            return
        self.opened = True  # whatever comes back: it may stand there
        if await self._target.open(text, view):
            self._line = Line(self._edit, text, self._pause)

    def say(self, text: str) -> None:
        """Show this line now, or as soon as the pause is over. Returns at once."""
        if self._line is not None:
            self._line.say(text)

    async def finish(self, **content: Any) -> int:
        """Turn the line into the answer; the message's id. An edit that arrives twice does no harm.

        Raises what `sending.sent` raises.
        """
        await self._stop()

        async def edit() -> discord.Message:
            for file in content.get("attachments", ()):
                file.reset()  # it may have been sent before, in vain
            return await self._target.edit(**content)

        message = await sent(edit, self._pause)
        self._answered = True
        return message.id

    async def withdraw(self) -> None:
        """Take the line back, if there may be one: there is nothing to show. An answer stays."""
        if not self.opened or self._answered:
            return
        await self._stop()
        try:
            await sent(self._target.delete, self._pause)
        except (Unreachable, Expired, Gone, Forbidden) as error:
            log.info("could not take a progress line back: %s", error)

    async def _stop(self) -> None:
        if self._line is not None:
            await self._line.stop()

    async def _edit(self, text: str) -> object:
        async with asyncio.timeout(_LINE_SECONDS):
            return await self._target.edit(content=text)
