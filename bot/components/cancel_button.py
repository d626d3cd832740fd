"""Cancel, under the progress line of a job."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.components.base import Button, Interaction, view_of
from bot.errors import NotHere
from bot.services import services_of
from bot.transport.answers import answer
from bot.transport.error_reports import reporting


class Cancel(discord.ui.DynamicItem[Button], template=r"lilt:cancel:(?P<job>\d{1,19}):(?P<asker>\d{1,19})"):
    """Cancels what the user who asked is waiting for."""

    def __init__(self, job_id: str, asker: int) -> None:
        super().__init__(discord.ui.Button(label="Cancel", custom_id=f"lilt:cancel:{job_id}:{asker}"))
        self.job_id = job_id
        self.asker = asker

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["job"], int(match["asker"]))

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        if interaction.user.id != self.asker:
            raise NotHere("Only the person who asked for this tune can cancel it.")
        if not await services_of(interaction).orders.cancel(self.job_id):
            raise NotHere("There is nothing left to cancel here; `/compose` makes a new tune.")
        await answer(interaction, "Cancelled.", ephemeral=True)


def cancel_view(job_id: str, asker: int) -> discord.ui.View:
    """What can be done with a tune that is not there yet."""
    return view_of(Cancel(job_id, asker))
