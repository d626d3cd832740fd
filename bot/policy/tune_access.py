"""Who may see a tune, and who may delete it."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import NotHere, TuneNotFound
from bot.history import Entry, History

Interaction = discord.Interaction[Any]


async def pressed_tune(history: History, tune_id: int) -> Entry:
    """The tune that a control belongs to. Its message has shown it already to everyone who can press.

    Raises TuneNotFound where it was deleted.
    """
    entry = await history.get(tune_id)
    if entry is None:
        raise TuneNotFound(tune_id)
    return entry


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
