"""Vary: the tune once more, but for a part, its endings or some bars, which are written anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bot.components.base import Interaction, OfTune, Select, chosen, template
from bot.errors import told
from generator.compose.source import ENDING
from generator.tune import ComposeRequest

if TYPE_CHECKING:
    from bot.history import Entry

WHOLE = "whole"
_BARS = 4
"""As many as a line of the score has: the bars that one choice names."""


class Vary(OfTune, discord.ui.DynamicItem[Select], template=template("vary")):
    """A menu of what shall be new."""

    def __init__(self, entry_id: int, asked: ComposeRequest | None = None) -> None:
        """`asked`: the tune's request; a menu that was pressed needs none."""
        menu: Select = discord.ui.Select(
            placeholder="Vary: what shall be new?",
            options=_choices(asked or ComposeRequest()),
            custom_id=f"lilt:vary:{entry_id}",
        )
        super().__init__(menu)
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        asked = varied(entry, chosen(interaction))
        await interaction.client.delivery.compose(interaction, asked, parent=entry.id)


def varied(entry: Entry, change: str) -> ComposeRequest:
    """What to ask for so that this, and only this, of a tune becomes new."""
    if change == WHOLE:
        return replace(entry.tune.request, seed=None, source=None, change=None, opening=None)
    return ComposeRequest.from_json({**taste(entry), "source": entry.tune.abc, "change": change})


def taste(entry: Entry) -> dict[str, Any]:
    """How a tune was played, how far it might stray, and the model if one was named."""
    before = entry.tune.request.to_json()
    names = ("instrument", "tempo", "temperature", "top_p", "model")
    return {name: before[name] for name in names if name in before}


def _choices(asked: ComposeRequest) -> list[discord.SelectOption]:
    """All that can be varied of such a tune: of one whose form is not known, its ending and first bars."""
    parts = sorted(set(asked.parts or ""))
    whole = [(WHOLE, "The whole tune: same type, key and form")] if parts else []
    letters = [(part, f"Part {part}") for part in parts]
    written = len(parts) * (asked.bars or 0) or _BARS
    bars = [_line(first, min(first + _BARS - 1, written)) for first in range(1, written + 1, _BARS)]
    choices = [*whole, *letters, (ENDING, "The endings"), *bars]
    return [discord.SelectOption(label=label, value=value) for value, label in choices]


def _line(first: int, last: int) -> tuple[str, str]:
    return f"{first}-{last}", f"Bars {first} to {last}" if first < last else f"Bar {first}"
