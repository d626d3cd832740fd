"""Another: the same request, as it was asked, with a new seed."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.components.base import Button, Interaction, OfTune, template
from bot.errors import told


class Another(OfTune, discord.ui.DynamicItem[Button], template=template("another")):
    """The same wishes, new notes."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.primary
        button: Button = discord.ui.Button(label="Another", style=style, custom_id=f"lilt:another:{entry_id}")
        super().__init__(button)
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        asked = replace(entry.asked, seed=None)
        await interaction.client.delivery.compose(interaction, asked, parent=entry.id)
