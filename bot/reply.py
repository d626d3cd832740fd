"""Where an answer is delivered: one message of an interaction, from its first line to what was asked for.

Only the interaction's own routes are used, and the message is edited in place: it works in direct messages
and where only a user installed Lilt, who has five follow-ups an interaction. Knows no tune and no queue.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
import discord

from bot.errors import UNDELIVERED, NotHere
from bot.progress import PAUSE, Line

log = logging.getLogger(__name__)

_TRIES = 3

Interaction = discord.Interaction[Any]


class Reply:
    """The message. `pause`: seconds between two edits of its line; `ephemeral`: only the asker sees it."""

    def __init__(self, interaction: Interaction, *, ephemeral: bool = False, pause: float = PAUSE) -> None:
        self._interaction = interaction
        self._ephemeral = ephemeral
        self._pause = pause
        self._line: Line | None = None

    @property
    def largest(self) -> int:
        """Bytes that one file may have here."""
        return self._interaction.filesize_limit

    async def open(self, text: str, view: discord.ui.View) -> None:
        """Show the first line, if none stands there yet."""
        if self._line is not None:
            return
        await self._interaction.response.send_message(text, view=view, ephemeral=self._ephemeral)
        self._line = Line(self._edit, text, self._pause)

    def say(self, text: str) -> None:
        """Show this line now, or as soon as the pause is over. Returns at once."""
        if self._line is not None:
            self._line.say(text)

    async def finish(self, **content: Any) -> int | None:
        """Turn the line into the answer; the message's id, or None if the message is not there any more.

        Raises NotHere where Lilt may not show it.
        """
        await self._stop()
        try:
            message = await self._sent(content)
        except discord.Forbidden as error:
            log.info("may not answer here: %s", error)
            raise NotHere(
                "I may not show tunes here: I need the permissions Embed Links and Attach Files. "
                "What was made is in the history; `/tune` plays it elsewhere."
            ) from error
        except UNDELIVERED as error:
            log.warning("an answer did not get through: %s", error)
            return None
        return message.id

    async def withdraw(self) -> None:
        """Take the line back, if there is one: there is nothing to show."""
        if self._line is None:
            return
        await self._stop()
        try:
            await self._interaction.delete_original_response()
        except UNDELIVERED as error:
            log.info("could not take a progress line back: %s", error)

    async def _sent(self, content: dict[str, Any]) -> discord.Message:
        """A connection that broke is tried again: an edit that arrives twice does no harm."""
        for left in range(_TRIES, 0, -1):
            try:
                return await self._interaction.edit_original_response(**content)
            except (aiohttp.ClientError, OSError) as error:
                if left == 1:
                    raise
                log.info("an answer is sent again: %s", error)
            await asyncio.sleep(self._pause)
            for file in content.get("attachments", ()):
                file.reset()
        raise AssertionError("unreachable")

    async def _stop(self) -> None:
        if self._line is not None:
            await self._line.stop()

    async def _edit(self, text: str) -> object:
        return await self._interaction.edit_original_response(content=text)
