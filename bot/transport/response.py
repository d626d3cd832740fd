"""The response to an interaction: one message, from its progress line to the finished answer.

Knows nothing of tunes or queues.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.errors import SendError
from bot.transport.answers import rewind
from bot.transport.progress import PAUSE, ProgressLine
from bot.transport.retry import ANSWER, PROGRESS, RATE_LIMIT, Patience, fault_of, send
from bot.transport.targets import Target

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
"""Called before each try; what it raises ends them."""


async def _nothing() -> None:
    """The check where there is none."""


class Response:
    """`pause`: seconds between two edits of its progress line.

    `opened`: the line may have been sent. `may_be_finished`: the answer may be there, confirmed or not.
    """

    def __init__(self, target: Target, *, pause: float = PAUSE) -> None:
        self._target = target
        self._pause = pause
        self._line: ProgressLine | None = None
        self.opened = self.may_be_finished = self._answered = False

    @property
    def largest(self) -> int:
        """Bytes that one file may have here."""
        return self._target.largest

    async def open(self, text: str, view: discord.ui.View) -> None:
        """Show the progress line, if none was shown yet."""
        if self.opened:
            return
        self.opened = True  # whatever comes back: it may be there
        if await self._target.open(text, view):
            self._line = ProgressLine(self._edit_line, text, self._pause)

    def progress(self, text: str) -> None:
        """Show this line now, or as soon as the pause is over. Returns at once."""
        if self._line is not None:
            self._line.show(text)

    async def finish(self, patience: Patience = ANSWER, check: Check = _nothing, **content: Any) -> int:
        """Replace the line by the answer; the message's id. Raises SendError, and what `check` raises.

        An edit that arrives twice does no harm.
        """
        await self._stop_line()

        async def attempt() -> discord.Message:
            await check()
            rewind(content)
            before, self.may_be_finished = self.may_be_finished, True
            try:
                return await self._target.edit(**content)
            except (discord.HTTPException, discord.RateLimited) as error:
                if fault_of(error) in (None, RATE_LIMIT):  # Discord has not done it
                    self.may_be_finished = before
                raise

        message = await send(attempt, patience, self._target.gate)
        self._answered = self.may_be_finished = True
        return message.id

    async def withdraw(self) -> None:
        """Delete the line, if there may be one: there is nothing to show. A finished answer stays."""
        if not self.opened or self._answered:
            return
        await self._stop_line()
        try:
            await send(self._target.delete, ANSWER, self._target.gate)
        except SendError as error:
            log.info("could not delete a progress line: %s", error)

    async def _stop_line(self) -> None:
        if self._line is not None:
            await self._line.stop()

    async def _edit_line(self, text: str) -> object:
        return await send(lambda: self._target.edit(content=text), PROGRESS, self._target.gate)
