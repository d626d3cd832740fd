"""Tells a person what went wrong, as the answer to their interaction, seen by them only."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.errors import SendError, sentence
from bot.ops.logging import about
from bot.transport.answers import Interaction, answer, follow_up

log = logging.getLogger(__name__)

_Item = TypeVar("_Item")
_Callback = Callable[[_Item, Any], Coroutine[Any, Any, None]]


async def report(interaction: Interaction, error: BaseException, **content: Any) -> None:
    """Answer with the error's sentence; `content`: an embed, a view or a file beside it.

    The sentence may quote what was typed, so it is not logged.
    """
    text = sentence(error)
    try:
        answered = interaction.response.is_done()
        if answered or not await answer(interaction, text, ephemeral=True, **content):
            await follow_up(interaction, text, ephemeral=True, **content)
    except SendError as undelivered:
        log.warning("could not say why it failed: %s", undelivered)


def log_context(interaction: Interaction) -> None:
    """Everything logged from here on says which interaction and which user it belongs to."""
    about(job=interaction.id, user=interaction.user.id, guild=interaction.guild_id)


def reporting(callback: _Callback[_Item]) -> _Callback[_Item]:
    """A component's callback whose errors are reported: discord.py would only log them."""

    @functools.wraps(callback)
    async def guarded(item: _Item, interaction: Interaction) -> None:
        log_context(interaction)
        try:
            await callback(item, interaction)
        except Exception as error:  # noqa: BLE001 - the outermost handler of a component
            await report(interaction, error)

    return guarded
