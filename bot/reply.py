"""Where an answer is delivered: one message of an interaction, from its first line to what was asked for.

While the interaction lasts only its own routes are used, and the message is edited in place: so it works in
direct messages and where only a user installed Lilt, who has five follow-ups. Knows no tune and no queue.
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
_EXPIRED = 50027
"""Discord's code for an interaction that is over."""

Interaction = discord.Interaction[Any]


class Reply:
    """The message. `pause`: seconds between two edits of its line; `ephemeral`: only the asker sees it."""

    def __init__(self, interaction: Interaction, *, ephemeral: bool = False, pause: float = PAUSE) -> None:
        self._interaction = interaction
        self._ephemeral = ephemeral
        self._pause = pause
        self._line: Line | None = None
        self._message_id: int | None = None

    @property
    def largest(self) -> int:
        """Bytes that one file may have here."""
        return self._interaction.filesize_limit

    async def open(self, text: str, view: discord.ui.View) -> None:
        """Show the first line, if none stands there yet."""
        if self._line is not None:
            return
        response = self._interaction.response
        sent = await response.send_message(text, view=view, ephemeral=self._ephemeral)
        self._message_id = sent.message_id
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
                return await self._edited(**content)
            except (aiohttp.ClientError, OSError) as error:
                if left == 1:
                    raise
                log.info("an answer is sent again: %s", error)
            await asyncio.sleep(self._pause)
        raise AssertionError("unreachable")

    async def _edited(self, **content: Any) -> discord.Message:
        """By the interaction, or, when its fifteen minutes are over, as any message of Lilt's own."""
        _rewind(content)
        try:
            return await self._interaction.edit_original_response(**content)
        except discord.HTTPException as error:
            if error.code != _EXPIRED or self._message_id is None:
                raise
            log.info("an interaction was over before its answer was there")
            return await self._own_message(self._message_id, content, error)

    async def _own_message(
        self, message_id: int, content: dict[str, Any], expired: discord.HTTPException
    ) -> discord.Message:
        """Raises `expired` where Lilt is no member, so that its messages are out of its reach."""
        channel = self._interaction.client.get_partial_messageable(self._interaction.channel_id)
        _rewind(content)
        try:
            edited: discord.Message = await channel.get_partial_message(message_id).edit(**content)
        except discord.Forbidden:
            raise expired from None
        return edited

    async def _stop(self) -> None:
        if self._line is not None:
            await self._line.stop()

    async def _edit(self, text: str) -> object:
        return await self._edited(content=text)


def _rewind(content: dict[str, Any]) -> None:
    """Have the files read from their beginning: they may have been sent before, in vain."""
    for file in content.get("attachments", ()):
        file.reset()
