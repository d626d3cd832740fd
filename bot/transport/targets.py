"""The message in which an interaction is answered, as long as its token is good: fifteen minutes.

By the interaction itself, or, after a restart, by the token that was kept. Only the interaction's own
routes are used: they work in direct messages and where only a user installed Lilt.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import aiohttp
import discord

from bot.errors import ANSWERED
from bot.history import Order
from bot.transport.retry import Expired, Forbidden, Gone, Unreachable, sent

Interaction = discord.Interaction[Any]


class _Original:
    """Discord's name for the first answer, as a message's id. No str: discord.py would quote its @."""

    def __str__(self) -> str:
        return "@original"


ORIGINAL: Any = _Original()


_TRIES = 3
_FIRST_SECONDS = 5.0
"""In which a first answer gets through; Discord itself waits three for it."""

_NEVER_ANSWERED = 10015
"""Discord's code for the token of one that has never been answered, or that is long over."""


class Target(Protocol):
    """The message."""

    @property
    def largest(self) -> int:
        """Bytes that one file may have here."""

    async def open(self, text: str, view: discord.ui.View) -> bool:
        """Send its first line; whether it stands there, so that it can be kept up to date."""

    async def edit(self, **content: Any) -> discord.Message: ...

    async def delete(self) -> None: ...


class Asking:
    """The answer to an interaction that has just come; `ephemeral`: only the asker sees it."""

    def __init__(self, interaction: Interaction, *, ephemeral: bool = False) -> None:
        self._interaction = interaction
        self._ephemeral = ephemeral

    @property
    def largest(self) -> int:
        """See Target."""
        return self._interaction.filesize_limit

    async def open(self, text: str, view: discord.ui.View) -> bool:
        """See Target."""
        for left in range(_TRIES, 0, -1):
            try:
                async with asyncio.timeout(_FIRST_SECONDS):
                    await self._interaction.response.send_message(text, view=view, ephemeral=self._ephemeral)
            except discord.HTTPException as error:
                if error.code != ANSWERED:
                    raise
            except (
                aiohttp.ClientError,
                OSError,
            ):  # perhaps only on the way back: then it is answered already
                if left == 1:
                    raise
                continue
            break
        return True

    async def edit(self, **content: Any) -> discord.Message:
        """See Target."""
        return await self._interaction.edit_original_response(**content)

    async def delete(self) -> None:
        """See Target."""
        await self._interaction.delete_original_response()


class Kept:
    """The answer to an interaction that an earlier process took: its first line stands there already."""

    def __init__(self, client: discord.Client, order: Order, pause: float, *, fresh: bool) -> None:
        """`fresh`: its fifteen minutes are not over."""
        self._webhook = discord.Webhook.partial(client.application_id or 0, order.token, client=client)
        self._largest = order.largest
        self._pause = pause
        self._fresh = fresh

    @property
    def largest(self) -> int:
        """See Target."""
        return self._largest

    async def open(self, text: str, view: discord.ui.View) -> bool:
        """See Target. Raises Gone: nobody was told that it was accepted, or somebody has deleted it."""
        try:
            await sent(lambda: self.edit(content=text, view=view), self._pause)
        except Expired as error:
            if self._fresh and error.code == _NEVER_ANSWERED:
                raise Gone("nobody was told that it was accepted") from error
            return False
        except (Forbidden, Unreachable):
            return False
        return True

    async def edit(self, **content: Any) -> discord.Message:
        """See Target."""
        return await self._webhook.edit_message(ORIGINAL, **content)

    async def delete(self) -> None:
        """See Target."""
        await self._webhook.delete_message(ORIGINAL)
