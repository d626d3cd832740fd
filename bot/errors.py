"""The one place that words errors for people, and tells them. Knows no command and no button.

LiltError          its own sentence
CommandNotFound,
CommandSignatureMismatch   the command list in someone's client is older than the bot
NotFound of discord.py,
Forbidden of discord.py    the message is gone, or a permission is missing
sqlite3.Error      the tune book cannot be used; which fault it is stands in the log
everything else    a reference; what happened stands in the log under it

Nobody ever sees the text of another exception.
"""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiohttp
import discord
from discord import app_commands

from bot.history.sqlite_errors import fault
from bot.ops.logging import about
from generator.errors import LiltError

log = logging.getLogger(__name__)

ANSWERED = 40060
"""Discord's code for an interaction that has been answered already."""

UNDELIVERED = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a call to Discord raises when it did not get through (a reset connection is no HTTPException)."""

_Item = TypeVar("_Item")
_Callback = Callable[[_Item, Any], Coroutine[Any, Any, None]]


class NotFound(LiltError):
    """There is no such tune, or none that may be seen from here."""

    def __init__(self, tune_id: int) -> None:
        super().__init__(f"There is no tune {tune_id} here; `/history` lists the ones there are.")
        self.tune_id = tune_id


class NotHere(LiltError):
    """Something that cannot be done at this place or by this person."""


def sentence(error: BaseException) -> str:
    """What to say about an error. Logs the unexpected ones."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, LiltError):
        return str(error)
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "This command has changed; please reload Discord and try again."
    if isinstance(error, discord.NotFound):
        return "That message is not there any more; `/history` has its tune."
    if isinstance(error, discord.Forbidden):
        return "I may not do that here; I need the permissions Send Messages, Embed Links and Attach Files."
    reference = secrets.token_hex(3)
    broken = fault(error)
    log.error("reference %s", reference, exc_info=error, extra={"reference": reference, "fault": broken})
    if broken:
        return f"My tune book cannot be used at the moment (reference {reference}); please try again later."
    return f"Something went wrong on my side (reference {reference}); please try again."


async def tell(interaction: discord.Interaction[Any], error: BaseException, **more: Any) -> None:
    """Answer an interaction with the error's sentence, seen by nobody else; `more`: an embed, a view."""
    text = sentence(error)
    try:
        if interaction.response.is_done() or not await _answered(interaction, text, more):
            await interaction.followup.send(text, ephemeral=True, **more)
    except UNDELIVERED as undelivered:
        log.warning("could not say %r: %s", text, undelivered)


async def _answered(interaction: discord.Interaction[Any], text: str, more: dict[str, Any]) -> bool:
    """False if it was answered already, and only that did not get through to us."""
    try:
        await interaction.response.send_message(text, ephemeral=True, **more)
    except discord.HTTPException as error:
        if error.code != ANSWERED:
            raise
        return False
    return True


def about_interaction(interaction: discord.Interaction[Any]) -> None:
    """Whatever is logged from here on says for whom it was done. A job has the interaction's number."""
    about(job=interaction.id, user=interaction.user.id, guild=interaction.guild_id)


def told(callback: _Callback[_Item]) -> _Callback[_Item]:
    """A button's callback whose errors are told: discord.py would only log them."""

    @functools.wraps(callback)
    async def guarded(item: _Item, interaction: discord.Interaction[Any]) -> None:
        about_interaction(interaction)
        try:
            await callback(item, interaction)
        except Exception as error:  # noqa: BLE001 - the outermost handler of a button
            await tell(interaction, error)

    return guarded


class Tree(app_commands.CommandTree[Any]):
    """The commands, with every error told."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        about_interaction(interaction)
        try:
            return await self.admits(interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would only log it, and nobody would answer
            await tell(interaction, error)
            return False

    async def admits(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether this may be done, by this person, here; what it raises is told."""
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        await tell(interaction, error)
