"""Vary: the same tune with a part, its endings or some bars written anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import discord

from bot.components.base import MOST_OPTIONS, Interaction, OfTune, Select, selected, template
from bot.history import BY_HAND, Entry
from bot.services import services_of
from bot.transport.error_reports import reporting
from generator.compose.written.source import ENDING, changeable
from generator.request import PLAYING, ComposeRequest
from generator.tune import Tune

WHOLE = "whole"
_BARS = 4
"""Bars that one choice names: as many as a line of the score has; more in a long tune."""
_MOST_PARTS = 8


class Vary(OfTune, discord.ui.DynamicItem[Select], template=template("vary")):
    """A menu of what is to be new."""

    def __init__(self, entry_id: int, tune: Tune | None = None) -> None:
        """`tune`: a menu that was pressed needs none."""
        menu: Select = discord.ui.Select(
            placeholder="Vary: what should change?",
            options=_options(tune.request, tune.abc) if tune else _options(ComposeRequest(), ""),
            custom_id=f"lilt:vary:{entry_id}",
        )
        super().__init__(menu)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        request = varied(entry, selected(interaction))
        await services_of(interaction).orders.compose(interaction, request, parent=entry.id)


def varied(entry: Entry, change: str) -> ComposeRequest:
    """The request that makes this part of a tune new, and only this."""
    if change == WHOLE:
        return replace(entry.tune.request, seed=None, source=None, change=None, opening=None)
    return ComposeRequest.from_json({**taste(entry), "source": entry.tune.abc, "change": change})


def taste(entry: Entry) -> dict[str, Any]:
    """How a tune was played, how daring it was, and its model if one was named.

    The tempo of one that somebody sent may count other beats than a new tune's: only one that was asked for.
    """
    made = entry.tune.request
    sent = entry.tune.model == BY_HAND
    request = (replace(made, tempo=entry.asked.tempo) if sent else made).to_json()
    names = (*PLAYING, "temperature", "top_p", "model")
    return {name: request[name] for name in names if name in request}


def _options(request: ComposeRequest, abc: str) -> list[discord.SelectOption]:
    """All that can be varied of such a tune; the whole of it if a request can name its form."""
    named = request.parts and request.bars
    parts, bars = (sorted(set(request.parts or "")), 0) if named else changeable(abc)
    total = len(parts) * (request.bars or 0) if named else bars
    whole = [(WHOLE, "The whole tune: same type, key and form")] if request.parts else []
    letters = [(part, f"Part {part}") for part in parts][:_MOST_PARTS]
    room = MOST_OPTIONS - len(whole) - len(letters) - 1
    step = next(step for step in count(_BARS, _BARS) if total <= step * room)
    lines = [_line(first, min(first + step - 1, total)) for first in range(1, total + 1, step)]
    choices = [*whole, *letters, (ENDING, "The endings"), *lines]
    return [discord.SelectOption(label=label, value=value) for value, label in choices]


def _line(first: int, last: int) -> tuple[str, str]:
    return f"{first}-{last}", f"Bars {first} to {last}" if first < last else f"Bar {first}"
