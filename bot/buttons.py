"""The buttons and the menu. Their whole state is their custom_id, so they work after a restart.

Whoever sees a tune's message may press its buttons: the message has shown the tune already.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.errors import NotFound, NotHere, told
from bot.pages import Turn, page_of
from generator.source import ENDING, beginning
from generator.tune import ComposeRequest

if TYPE_CHECKING:
    from bot.app import Lilt  # noqa: F401 - the name in the string below
    from bot.history import Entry, Page

Interaction = discord.Interaction["Lilt"]
Button = discord.ui.Button[discord.ui.View]
Select = discord.ui.Select[discord.ui.View]

_CHANGES = {ENDING: "The endings", "1-4": "Bars 1 to 4"}
"""What can be varied of every tune, beside its parts."""


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


class Vary(discord.ui.DynamicItem[Select], template=r"lilt:vary:(?P<entry>\d{1,18})"):
    """The tune once more, but for a part, its endings or some bars, which are written anew."""

    def __init__(self, entry_id: int, parts: str = "") -> None:
        """`parts`: the tune's; a menu that was pressed needs none."""
        options = [discord.SelectOption(label=f"Part {part}", value=part) for part in sorted(set(parts))]
        options += [discord.SelectOption(label=label, value=value) for value, label in _CHANGES.items()]
        super().__init__(
            discord.ui.Select(
                placeholder="Vary: what shall be new?", options=options, custom_id=f"lilt:vary:{entry_id}"
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
        data: Any = interaction.data
        (change,) = data["values"]
        asked = ComposeRequest.from_json({**_taste(entry), "source": entry.tune.abc, "change": change})
        await interaction.client.delivery.compose(interaction, asked)


class Begin(discord.ui.DynamicItem[Button], template=r"lilt:begin:(?P<entry>\d{1,18})"):
    """A new tune with this one's first two bars as its opening."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="Same beginning", custom_id=f"lilt:begin:{entry_id}"))
        self.entry_id = entry_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["entry"]))

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await _entry(interaction, self.entry_id)
        facts = {**beginning(entry.tune.abc), "type": entry.tune.request.type}
        await interaction.client.delivery.compose(
            interaction, ComposeRequest.from_json({**_taste(entry), **facts})
        )


def _taste(entry: Entry) -> dict[str, Any]:
    """How the tune before was played, and how far it might stray."""
    before = entry.tune.request.to_json()
    return {name: before[name] for name in ("instrument", "tempo", "temperature", "top_p") if name in before}


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


BUTTONS = (Another, Begin, Sources, TurnPage, Vary)


def tune_buttons(entry: Entry) -> discord.ui.View:
    """What can be done with a tune."""
    view = discord.ui.View(timeout=None)
    for item in (Another(entry.id), Begin(entry.id), Sources(entry.id)):
        view.add_item(item)
    return view.add_item(Vary(entry.id, entry.tune.request.parts or ""))


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
