"""◀ and ▶ under a page of the history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.buttons.base import Button, Interaction
from bot.errors import NotHere, told
from bot.pages import Turn, page_of

if TYPE_CHECKING:
    from bot.history import Page


class TurnPage(discord.ui.DynamicItem[Button], template=Turn.PATTERN):
    """One step towards newer or older tunes."""

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


def page_buttons(turn: Turn, page: Page) -> discord.ui.View | None:
    """How to leaf on from a page; nothing if it is the only one."""
    if not page.newer and not page.older:
        return None
    newer = TurnPage(turn.to("newer", page.entries[0].id), disabled=not page.newer)
    older = TurnPage(turn.to("older", page.entries[-1].id), disabled=not page.older)
    return discord.ui.View(timeout=None).add_item(newer).add_item(older)
