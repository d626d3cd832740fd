"""Post here, under what the menu More gave a user alone: posts the same for everyone in the channel."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Self

import discord

from bot.components.base import Button, Interaction, view_of
from bot.policy.tune_access import pressed_tune
from bot.requests.renditions import rendition_named
from bot.services import services_of
from bot.transport.error_reports import reporting


class PostHere(
    discord.ui.DynamicItem[Button],
    template=r"lilt:post:(?P<entry>\d{1,18}):(?P<name>[A-Za-z0-9#=%,; -]{1,70})",
):
    """`name`: that of the rendition."""

    def __init__(self, entry_id: int, name: str) -> None:
        super().__init__(discord.ui.Button(label="Post here", custom_id=f"lilt:post:{entry_id}:{name}"))
        self.entry_id = entry_id
        self.name = name

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["entry"]), match["name"])

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services = services_of(interaction)
        entry = await pressed_tune(services.history, interaction, self.entry_id)
        rendition = await asyncio.to_thread(rendition_named, entry.tune, self.name)
        await services.orders.post_rendition(interaction, entry, rendition)


def post_view(entry_id: int, name: str) -> discord.ui.View:
    """What can be done with a rendition."""
    return view_of(PostHere(entry_id, name))
