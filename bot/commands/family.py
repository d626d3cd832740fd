"""/family: what grew out of what, as a tree."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Range

from bot.commands.autocomplete import tunes_here
from bot.commands.base import HIGHEST_NUMBER, Command, Interaction
from bot.policy.tune_access import visible_tune
from bot.services import services_of
from bot.transport.answers import answer
from bot.views.embeds import family_embed
from bot.views.family_tree import family_tree


def family_command() -> Command:
    """The family of a tune."""

    @app_commands.command(
        name="family", description="Show which tunes a tune grew out of, and which grew out of it"
    )
    @app_commands.describe(number="The tune's number, as shown in /history")
    async def family(interaction: Interaction, number: Range[int, 1, HIGHEST_NUMBER]) -> None:
        history = services_of(interaction).history
        entry = await visible_tune(history, interaction, number)
        members = await history.family(number)
        visible = {one.id for one in members if one.visible_to(interaction.user.id, interaction.guild_id)}
        tree = family_tree(members, entry.id, visible | {entry.id})
        await answer(interaction, embed=family_embed(entry, tree))

    family.autocomplete("number")(tunes_here)
    return family
