"""What is under a list of tunes: buttons to turn its pages, and a menu to open one of the tunes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Self

import discord

from bot.components.base import MOST_OPTIONS, Button, Interaction, Select, Stateless, selected_number, view_of
from bot.errors import NotHere
from bot.history import Entry, Page
from bot.markdown import one_line
from bot.policy.tune_access import visible_tune
from bot.services import services_of
from bot.transport.answers import update
from bot.transport.error_reports import reporting
from bot.views.pagination import Turn, page_of
from bot.views.text import facts

LABEL_LENGTH = 100


class TurnPage(discord.ui.DynamicItem[Button], template=Turn.PATTERN):
    """◀ or ▶: one step towards newer or older tunes."""

    def __init__(self, turn: Turn, *, disabled: bool = False) -> None:
        arrow = "▶" if turn.step == "older" else "◀"
        super().__init__(discord.ui.Button(label=arrow, custom_id=turn.custom_id, disabled=disabled))
        self.turn = turn

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(Turn.from_match(match))

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        if interaction.user.id != self.turn.asker:
            raise NotHere(
                "Only the person who asked for this list can turn its pages; `/history` gives you your own."
            )
        page, embed = await page_of(services_of(interaction).history, self.turn, interaction.guild_id)
        await update(interaction, embed=embed, view=page_view(self.turn, page))


class OpenTune(Stateless, discord.ui.DynamicItem[Select], template=r"lilt:open"):
    """A menu of the tunes on a list; plays the one that is chosen, for users who may see it."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """`entries`: what is on the list; a menu that was used needs none."""
        options = [
            discord.SelectOption(
                label=f"#{entry.id} {one_line(entry.tune.title)}"[:LABEL_LENGTH],
                description=" · ".join(facts(entry.tune.request))[:LABEL_LENGTH] or None,
                value=str(entry.id),
            )
            for entry in entries
        ]
        menu: Select = discord.ui.Select(
            placeholder="Open a tune", options=options[:MOST_OPTIONS], custom_id="lilt:open"
        )
        super().__init__(menu)

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services = services_of(interaction)
        entry = await visible_tune(services.history, interaction, selected_number(interaction))
        await services.orders.show(interaction, entry)


def page_view(turn: Turn, page: Page) -> discord.ui.View | None:
    """How to go on from a page; nothing if it is empty."""
    view = list_view(page.entries)
    if view is not None and (page.newer or page.older):
        view.add_item(TurnPage(turn.to("newer", page.entries[0].id), disabled=not page.newer))
        view.add_item(TurnPage(turn.to("older", page.entries[-1].id), disabled=not page.older))
    return view


def list_view(entries: Iterable[Entry]) -> discord.ui.View | None:
    """The menu of a list; nothing if the list is empty."""
    entries = tuple(entries)
    return view_of(OpenTune(entries)) if entries else None
