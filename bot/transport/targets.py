"""The message in which an interaction is answered, as long as its token is valid: fifteen minutes.

It is reached by the interaction itself or, after a restart, by the token that was stored. Only the
interaction's own routes are used: they work in direct messages and where only a user installed Lilt.
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

import discord

from bot.errors import NeverAnswered, NotAllowed, TokenExpired, Unconfirmed, Unreachable
from bot.transport.answers import Interaction, answer, same_view, update
from bot.transport.retry import PROGRESS, Gate, send

log = logging.getLogger(__name__)


class _Original:
    """Discord's name for the first answer, as a message's id. No str: discord.py would quote its @."""

    def __str__(self) -> str:
        return "@original"


_ORIGINAL: Any = _Original()

_NEVER_ANSWERED = 10015
"""Discord's code for the token of an interaction that was never answered, or that expired long ago."""


class Target(Protocol):
    """The message. `edit` and `delete` make one call each: the caller retries, through the `gate`."""

    gate: Gate

    @property
    def largest(self) -> int:
        """Bytes that one file may have here."""

    async def open(self, text: str, view: discord.ui.View) -> bool:
        """Send the message's first line; whether it is there, so that it can be kept up to date."""

    async def edit(self, **content: Any) -> discord.Message: ...

    async def delete(self) -> None: ...


class InteractionTarget:
    """The answer to an interaction of this process."""

    def __init__(self, interaction: Interaction) -> None:
        self._interaction = interaction
        self.gate = Gate()

    @property
    def largest(self) -> int:
        """See Target."""
        return self._interaction.filesize_limit

    async def open(self, text: str, view: discord.ui.View) -> bool:
        """See Target. Without a confirmation the message is taken to be there: the answer will show it."""
        if self._interaction.response.is_done():  # a line is there already
            await send(lambda: self.edit(content=text, view=view), PROGRESS, self.gate)
            return True
        try:
            await answer(self._interaction, text, view=view)
        except Unconfirmed as error:
            log.info("the first answer may be there: %s", error)
        return True

    async def edit(self, **content: Any) -> discord.Message:
        """See Target."""
        return await self._interaction.edit_original_response(**content)

    async def delete(self) -> None:
        """See Target."""
        await self._interaction.delete_original_response()


class FollowUpTarget:
    """A message of its own about a control that was used, sent after the answer.

    `ephemeral`: for the user alone who chose something in a menu; the answer is that the menu's message stays
    as it is, and forgets what was chosen. Else it is for everyone, and the controls go.
    """

    def __init__(self, interaction: Interaction, *, ephemeral: bool = True) -> None:
        self._interaction = interaction
        self._ephemeral = ephemeral
        self._message: discord.WebhookMessage | None = None
        self.gate = Gate()

    @property
    def largest(self) -> int:
        """See Target."""
        return self._interaction.filesize_limit

    async def open(self, text: str, view: discord.ui.View) -> bool:
        """See Target. Where the line is not confirmed, the answer will be another message."""
        assert self._interaction.message is not None  # noqa: S101 - a menu is in a message
        await update(
            self._interaction, view=same_view(self._interaction.message) if self._ephemeral else None
        )
        try:
            self._message = await send(
                lambda: self._interaction.followup.send(
                    text, view=view, ephemeral=self._ephemeral, wait=True
                ),
                PROGRESS,
            )
        except Unreachable as error:
            log.info("a progress line may be there: %s", error)
            return False
        return True

    async def edit(self, **content: Any) -> discord.Message:
        """See Target."""
        if self._message is not None:
            return await self._message.edit(**content)
        files = content.pop("attachments", [])
        shown = {name: value for name, value in content.items() if value is not None}
        self._message = await self._interaction.followup.send(
            **shown, files=files, ephemeral=self._ephemeral, wait=True
        )
        return self._message

    async def delete(self) -> None:
        """See Target."""
        if self._message is not None:
            await self._message.delete()


class WebhookTarget:
    """The answer to an interaction of an earlier process, whose first line is already there."""

    def __init__(self, client: discord.Client, token: str, largest: int, *, fresh: bool) -> None:
        """`fresh`: the token's fifteen minutes are certainly not over."""
        self._webhook = discord.Webhook.partial(client.application_id or 0, token, client=client)
        self._largest = largest
        self._fresh = fresh
        self.gate = Gate()

    @property
    def largest(self) -> int:
        """See Target."""
        return self._largest

    async def open(self, text: str, view: discord.ui.View) -> bool:
        """See Target. Raises MessageGone where it was deleted, and NeverAnswered."""
        try:
            await send(lambda: self.edit(content=text, view=view), PROGRESS, self.gate)
        except TokenExpired as error:
            if self._fresh and error.code == _NEVER_ANSWERED:
                raise NeverAnswered("the user never saw that it was accepted") from error
            return False
        except (NotAllowed, Unreachable):
            return False
        return True

    async def edit(self, **content: Any) -> discord.Message:
        """See Target."""
        return await self._webhook.edit_message(_ORIGINAL, **content)

    async def delete(self) -> None:
        """See Target."""
        await self._webhook.delete_message(_ORIGINAL)
