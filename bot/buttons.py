"""The buttons. Their whole state is their custom_id, so they work after a restart.

Whoever sees a tune's message may press its buttons: the message has shown the tune already.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.errors import NotFound, NotHere, told
from bot.pages import Turn, page_of

if TYPE_CHECKING:
    from bot.app import Lilt  # noqa: F401 - the name in the string below
    from bot.history import Entry, Page

Interaction = discord.Interaction["Lilt"]
Button = discord.ui.Button[discord.ui.View]


class Another(discord.ui.DynamicItem[Button], template=r"lilt:another:(?P<entry>\d{1,18})"):
    """The same request, as it was asked, with a new seed."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(
            discord.ui.Button(
                label="Another", style=discord.ButtonStyle.primary, custom_id=f"lilt:another:{entry_id}"
            )
        )
        self.entry_id = entry_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["entry"]))

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await _entry(interaction, self.entry_id)
        await interaction.client.delivery.compose(interaction, replace(entry.asked, seed=None))


class Sources(discord.ui.DynamicItem[Button], template=r"lilt:sources:(?P<entry>\d{1,18})"):
    """The tune as ABC and MIDI files."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="ABC & MIDI", custom_id=f"lilt:sources:{entry_id}"))
        self.entry_id = entry_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["entry"]))

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await _entry(interaction, self.entry_id)
        await interaction.client.delivery.sources(interaction, entry)


class TurnPage(discord.ui.DynamicItem[Button], template=Turn.PATTERN):
    """◀ or ▶ under a page of the history."""

    def __init__(self, turn: Turn, *, disabled: bool = False) -> None:
        arrow = "▶" if turn.step == "older" else "◀"
        super().__init__(discord.ui.Button(label=arrow, custom_id=turn.custom_id, disabled=disabled))
        self.turn = turn

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(Turn.from_match(match))

    @told
    async def callback(self, interaction: Interaction) -> None:
        if interaction.user.id != self.turn.asker:
            raise NotHere(
                "Only whoever asked for this list can turn its pages; `/history` gives you your own."
            )
        page, embed = await page_of(interaction.client.history, self.turn, interaction.guild_id)
        await interaction.response.edit_message(embed=embed, view=page_buttons(self.turn, page))


BUTTONS = (Another, Sources, TurnPage)


def tune_buttons(entry_id: int) -> discord.ui.View:
    """What can be done with a tune."""
    return discord.ui.View(timeout=None).add_item(Another(entry_id)).add_item(Sources(entry_id))


def page_buttons(turn: Turn, page: Page) -> discord.ui.View | None:
    """How to leaf on from a page; nothing if it is the only one."""
    if not page.newer and not page.older:
        return None
    newer = TurnPage(turn.to("newer", page.entries[0].id), disabled=not page.newer)
    older = TurnPage(turn.to("older", page.entries[-1].id), disabled=not page.older)
    return discord.ui.View(timeout=None).add_item(newer).add_item(older)


async def _entry(interaction: Interaction, entry_id: int) -> Entry:
    entry = await interaction.client.history.get(entry_id)
    if entry is None:
        raise NotFound(entry_id)
    return entry
