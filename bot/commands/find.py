"""/find: the tunes that have some notes."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.base import Command, Interaction
from bot.components import list_view
from bot.requests.phrases import KEY_LENGTH, NOTES_LENGTH, find_phrase, read_phrases
from bot.services import services_of
from bot.transport.answers import answer
from bot.views.found_tunes import found_embed


def find_command() -> Command:
    """Tunes by a phrase of them."""

    @app_commands.command(name="find", description="Find tunes by a few of their notes, in any key")
    @app_commands.describe(
        notes="Five notes or more in ABC, from anywhere in the tune, such as dfa afd|gfe",
        key="The key that you write them in, such as D or Em; the usual ones are tried if left out",
    )
    async def find(
        interaction: Interaction,
        notes: Range[str, 1, NOTES_LENGTH],
        key: Range[str, 1, KEY_LENGTH] | None = None,
    ) -> None:
        services, phrases = services_of(interaction), read_phrases(notes, key)
        found = await find_phrase(
            services.history,
            services.library,
            phrases,
            user_id=interaction.user.id,
            guild_id=interaction.guild_id,
        )
        view = list_view(one.entry for one in found.tunes) or discord.utils.MISSING
        await answer(interaction, embed=found_embed(notes, found), view=view)

    return find
