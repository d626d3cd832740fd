"""Cancel, under the line that says how far a tune is."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.components.base import Button, Interaction
from bot.errors import NotHere, told


class Cancel(discord.ui.DynamicItem[Button], template=r"lilt:cancel:(?P<job>\d{1,19}):(?P<asker>\d{1,19})"):
    """Gives up what its asker waits for."""

    def __init__(self, job_id: str, asker: int) -> None:
        super().__init__(discord.ui.Button(label="Cancel", custom_id=f"lilt:cancel:{job_id}:{asker}"))
        self.job_id = job_id
        self.asker = asker

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["job"], int(match["asker"]))

    @told
    async def callback(self, interaction: Interaction) -> None:
        if interaction.user.id != self.asker:
            raise NotHere("Only whoever asked for this tune can cancel it.")
        if not await interaction.client.delivery.cancel(self.job_id):
            raise NotHere("Nothing is being made here any more; `/compose` makes a new tune.")
        await interaction.response.send_message("Cancelled.", ephemeral=True)


def waiting_buttons(job_id: str, asker: int) -> discord.ui.View:
    """What can be done with a tune that is not there yet."""
    return discord.ui.View(timeout=None).add_item(Cancel(job_id, asker))
