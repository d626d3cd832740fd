"""Answers to an interaction: its first answer, later edits of that, and messages after it.

All of them go through the retry policy. A first answer that Discord has already received counts as given.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from bot.errors import Unconfirmed, Unreachable
from bot.transport.retry import ANSWER, FIRST_ANSWER, ONCE, RATE_LIMIT, fault_of, send

Interaction = discord.Interaction[Any]

ALREADY_ANSWERED = 40060
"""Discord's code for an interaction that has been answered already."""


async def answer(interaction: Interaction, text: str | None = None, **content: Any) -> bool:
    """Answer with a new message; False where Discord has another answer already.

    Raises SendError; Unconfirmed if the message may be there.
    """

    async def attempt() -> None:
        rewind(content)
        await interaction.response.send_message(text, **content)

    return await _once(attempt)


async def update(interaction: Interaction, **content: Any) -> None:
    """Answer by editing the message that the pressed control is in. Raises SendError."""
    await _once(lambda: interaction.response.edit_message(**content))


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
