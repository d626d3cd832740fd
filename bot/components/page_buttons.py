"""What stands under a list of tunes: how to leaf on, and a menu to open one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.components.base import Button, Interaction, Select, chosen
from bot.errors import NotFound, NotHere, told
from bot.views.pagination import Turn, page_of
from bot.views.text import key_name

if TYPE_CHECKING:
    from bot.history import Entry, Page

LABEL_LENGTH = 100
MOST_OPTIONS = 25


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

    @told
    async def callback(self, interaction: Interaction) -> None:
        if interaction.user.id != self.turn.asker:
            raise NotHere(
                "Only whoever asked for this list can turn its pages; `/history` gives you your own."
            )
        page, embed = await page_of(interaction.client.history, self.turn, interaction.guild_id)
        await interaction.response.edit_message(embed=embed, view=page_view(self.turn, page))


class OpenTune(discord.ui.DynamicItem[Select], template=r"lilt:open"):
    """A menu of the tunes on a list; plays the one that is chosen, for whoever may see it."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """`entries`: what is on the list; a menu that was used needs none."""
        options = [
            discord.SelectOption(
                label=f"#{entry.id} {' '.join(entry.tune.title.split())}"[:LABEL_LENGTH],
                description=_facts(entry),
                value=str(entry.id),
            )
            for entry in entries
        ]
        super().__init__(
            discord.ui.Select(
                placeholder="Open a tune", options=options[:MOST_OPTIONS], custom_id="lilt:open"
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls()

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await find(interaction, int(chosen(interaction)))
        await interaction.client.delivery.show(interaction, entry)


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
    return discord.ui.View(timeout=None).add_item(OpenTune(entries)) if entries else None


async def find(interaction: Interaction, number: int) -> Entry:
    """The tune with this number, if whoever asks may see it here. Raises NotFound."""
    history, user = interaction.client.history, interaction.user.id
    entry = await history.get(number)
    if entry is None:
        raise NotFound(number)
    if not entry.visible_to(user, interaction.guild_id) and not await history.has_saved(user, number):
        raise NotFound(number)
    return entry


def _facts(entry: Entry) -> str | None:
    """ "jig · D major"."""
    facts = (entry.tune.request.type, key_name(entry.tune.request))
    return " · ".join(fact for fact in facts if fact)[:LABEL_LENGTH] or None
