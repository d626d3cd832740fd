"""Answers to an interaction: its first answer, later edits of that, and messages after it.

All of them go through the retry policy. A first answer that Discord has already received counts as given.
Discord shows what somebody chose in a menu until the menu's message is edited, and what is shown cannot be
chosen again: so a new message as the answer to a menu is followed by an edit that changes nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from bot.errors import SendError, Unconfirmed, Unreachable
from bot.transport.retry import ANSWER, FIRST_ANSWER, ONCE, PROGRESS, RATE_LIMIT, fault_of, send

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

ALREADY_ANSWERED = 40060
"""Discord's code for an interaction that has been answered already."""


async def answer(interaction: Interaction, text: str | None = None, **content: Any) -> bool:
    """Answer with a new message; False where Discord has another answer already.

    A choice in the menu that it answers can then be made again. Raises SendError; Unconfirmed if the message
    may be there.
    """

    async def attempt() -> None:
        rewind(content)
        await interaction.response.send_message(text, **content)

    answered = await _once(attempt)
    if answered and _is_choice(interaction):
        await _forget_choice(interaction)
    return answered


def _is_choice(interaction: Interaction) -> bool:
    data: Any = interaction.data
    is_component = interaction.type is discord.InteractionType.component
    return is_component and data["component_type"] == discord.ComponentType.string_select.value


async def _forget_choice(interaction: Interaction) -> None:
    """Edit the menu's message to what it is. Tried once: where it fails, the choice stays shown."""
    message = interaction.message
    assert message is not None  # noqa: S101 - a menu is in a message
    same = same_view(message)
    in_channel = interaction.is_guild_integration() or interaction.context.dm_channel

    async def attempt() -> object:
        if in_channel and not message.flags.ephemeral:
            return await message.edit(view=same)
        return await interaction.followup.edit_message(message.id, view=same)

    try:
        await send(attempt, PROGRESS)
    except SendError as error:
        log.info("a menu still shows what was chosen: %s", error)


def same_view(message: discord.Message) -> discord.ui.View:
    """The components of a message as they are; nothing is called for them."""
    view = discord.ui.View.from_message(message, timeout=None)
    view.stop()
    return view


async def update(interaction: Interaction, **content: Any) -> None:
    """Answer by editing the message that the pressed control is in. Raises SendError."""
    await _once(lambda: interaction.response.edit_message(**content))


async def edit_other(interaction: Interaction, message_id: int, **content: Any) -> None:
    """Change another of Lilt's messages in the same channel. Raises SendError."""
    assert interaction.channel_id is not None  # noqa: S101 - a control is in a channel
    place = interaction.client.get_partial_messageable(interaction.channel_id, guild_id=interaction.guild_id)
    await send(lambda: place.get_partial_message(message_id).edit(**content), PROGRESS)


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    """Answer with a form. Raises SendError.

    discord.py forgets it at once: what is submitted is handled as any other interaction.
    """
    form.stop()
    await _once(lambda: interaction.response.send_modal(form))


async def defer(interaction: Interaction, *, ephemeral: bool = False) -> None:
    """Answer that the real answer comes later. Raises SendError."""
    await _once(lambda: interaction.response.defer(ephemeral=ephemeral))


async def edit_answer(interaction: Interaction, **content: Any) -> discord.Message:
    """Change the first answer. Raises SendError."""

    async def attempt() -> discord.Message:
        rewind(content)
        return await interaction.edit_original_response(**content)

    return await send(attempt, ANSWER)


async def delete_answer(interaction: Interaction) -> None:
    """Delete the first answer, or the message that the pressed control is in. Raises SendError."""
    await send(interaction.delete_original_response, ANSWER)


async def follow_up(interaction: Interaction, text: str, **content: Any) -> None:
    """Send one more message after the first answer, in one try: a second one could be a second message.

    Raises SendError.
    """
    await send(lambda: interaction.followup.send(text, **content), ONCE)


def rewind(content: Mapping[str, Any]) -> None:
    """Have the files of a message read from their beginning: an earlier try may have read them."""
    files: Iterable[discord.File] = (
        *content.get("attachments", ()),
        *content.get("files", ()),
        *([content["file"]] if "file" in content else ()),
    )
    for file in files:
        file.reset()


async def _once(call: Callable[[], Awaitable[object]]) -> bool:
    """Answer at most once: a try whose confirmation was lost may have got through."""
    answering = _FirstAnswer(call)
    try:
        return await send(answering.attempt, FIRST_ANSWER)
    except Unreachable as error:
        if answering.may_have_arrived:
            raise Unconfirmed(str(error)) from error
        raise


@dataclass(slots=True)
class _FirstAnswer:
    """The tries of a first answer. `may_have_arrived`: one of them was sent and not confirmed."""

    call: Callable[[], Awaitable[object]]
    tries: int = 0
    may_have_arrived: bool = False

    async def attempt(self) -> bool:
        """Whether this answer is there; False where Discord has another one."""
        self.tries += 1
        try:
            await self.call()
        except discord.HTTPException as error:
            if error.code == ALREADY_ANSWERED:
                return self.tries > 1
            self.may_have_arrived |= fault_of(error) not in (None, RATE_LIMIT)
            raise
        except discord.RateLimited:
            raise
        except aiohttp.ClientConnectorError:  # there was no connection to send it on
            raise
        except BaseException:  # a time limit cancels it
            self.may_have_arrived = True
            raise
        return True
