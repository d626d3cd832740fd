"""Another: the same request, as it was asked, with a new seed."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.components.base import Button, Interaction, OfTune, template
from bot.services import services_of
from bot.transport.error_reports import reporting


class Another(OfTune, discord.ui.DynamicItem[Button], template=template("another")):
    """The same request, new notes."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.primary
        button: Button = discord.ui.Button(label="Another", style=style, custom_id=f"lilt:another:{entry_id}")
        super().__init__(button)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        request = replace(entry.asked, seed=None)
        await services_of(interaction).orders.compose(interaction, request, parent=entry.id)
