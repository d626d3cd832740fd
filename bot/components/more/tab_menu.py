"""Tablature, from the menu More: a menu of instruments, and the tune's score with the one that was chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import discord

from bot.components.base import Interaction, OfTune, Select, selected, template, view_of
from bot.history import Entry
from bot.requests.renditions import rendition_named
from bot.services import services_of
from bot.transport.answers import answer
from bot.transport.error_reports import reporting
from generator.tabs import TABS


class Tablature(OfTune, discord.ui.DynamicItem[Select], template=template("tab")):
    """The menu."""

    def __init__(self, entry_id: int, offered: Iterable[str] = TABS) -> None:
        menu: Select = discord.ui.Select(
            placeholder="Tablature for which instrument?",
            options=[discord.SelectOption(label=one, value=one) for one in offered],
            custom_id=f"lilt:tab:{entry_id}",
        )
        super().__init__(menu)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        rendition = await asyncio.to_thread(rendition_named, entry.tune, f"tab={selected(interaction, TABS)}")
        await services_of(interaction).orders.show_rendition(interaction, entry, rendition)


async def ask_tab(interaction: Interaction, entry: Entry) -> None:
    """Show the menu to the user who pressed."""
    await answer(interaction, view=view_of(Tablature(entry.id)), ephemeral=True)
