"""Who may see a tune, and who may delete it."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.errors import NotHere, TuneNotFound
from bot.history import Entry, History

Interaction = discord.Interaction[Any]


async def pressed_tune(history: History, interaction: Interaction, tune_id: int) -> Entry:
    """The tune that a control or a form belongs to.

    A message that has controls of the tune has shown it to everyone who can press them. If it has none, the
    id of the control was not Lilt's. Raises TuneNotFound, also where the tune was deleted.
    """
    if not _has_controls_of(interaction.message, tune_id):
        return await visible_tune(history, interaction, tune_id)
    entry = await history.get(tune_id)
    if entry is None:
        raise TuneNotFound(tune_id)
    return entry


def _has_controls_of(message: discord.Message | None, tune_id: int) -> bool:
    rows = () if message is None else message.components
    ids = (getattr(one, "custom_id", None) for row in rows for one in getattr(row, "children", ()))
    return any(re.fullmatch(rf"lilt:(?:[a-z]+:{tune_id}|post:{tune_id}:.+)", one) for one in ids if one)


async def visible_tune(history: History, interaction: Interaction, tune_id: int) -> Entry:
    """The tune with this number. Raises TuneNotFound if there is none that this user may see here."""
    entry, user = await history.get(tune_id), interaction.user.id
    if entry is None:
        raise TuneNotFound(tune_id)
    if not entry.visible_to(user, interaction.guild_id) and not await history.has_saved(user, tune_id):
        raise TuneNotFound(tune_id)
    return entry


def check_may_delete(interaction: Interaction, entry: Entry) -> None:
    """The user who asked for a tune may delete it, and moderators. Raises NotHere for anyone else."""
    moderates = interaction.guild_id is not None and interaction.permissions.manage_messages
    if interaction.user.id != entry.asker.user_id and not moderates:
        raise NotHere("Only the person who asked for this tune, or a moderator, can delete it.")
