"""More: a tune's files, slower, on another instrument, in another key, and how it was made.

All of it is for whoever pressed only, but for a tune that begins in the same way: that is a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.components.base import Interaction, OfTune, Select, chosen, template
from bot.components.vary_menu import taste
from bot.errors import NotHere, told
from bot.requests.renditions import (
    Take,
    as_file,
    in_key,
    other_instruments,
    other_keys,
    played_on,
    simpler,
    slower,
)
from bot.views.provenance import making
from generator.compose.source import opening_options
from generator.tune import ComposeRequest, Tune

if TYPE_CHECKING:
    from bot.history import Entry

_MOST_OPTIONS = 25


class More(OfTune, discord.ui.DynamicItem[Select], template=template("more")):
    """The menu."""

    def __init__(self, entry_id: int) -> None:
        options = [
            discord.SelectOption(label=label, value=value, description=hint)
            for value, (label, hint, _) in CHOICES.items()
        ]
        menu: Select = discord.ui.Select(
            placeholder="More", options=options, custom_id=f"lilt:more:{entry_id}"
        )
        super().__init__(menu)
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        await CHOICES[chosen(interaction)][2](interaction, entry)


class OtherInstrument(OfTune, discord.ui.DynamicItem[Select], template=template("instrument")):
    """A menu of the instruments that the tune is not played on."""

    def __init__(self, entry_id: int, offered: Iterable[str] = ("",)) -> None:
        """`offered`: a menu that was pressed needs none."""
        super().__init__(_menu("Which instrument?", offered, f"lilt:instrument:{entry_id}"))
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        await _take(
            partial(played_on, instrument=chosen(interaction)), interaction, await self.entry(interaction)
        )


class OtherKey(OfTune, discord.ui.DynamicItem[Select], template=template("key")):
    """A menu of the keynotes that the tune is not on."""

    def __init__(self, entry_id: int, offered: Iterable[str] = ("",)) -> None:
        """`offered`: a menu that was pressed needs none."""
        super().__init__(_menu("Which keynote?", offered, f"lilt:key:{entry_id}"))
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        await _take(partial(in_key, tonic=chosen(interaction)), interaction, await self.entry(interaction))


def _menu(question: str, offered: Iterable[str], custom_id: str) -> Select:
    options = [discord.SelectOption(label=one or "-", value=one or "-") for one in offered]
    return discord.ui.Select(placeholder=question, options=options[:_MOST_OPTIONS], custom_id=custom_id)


async def _take(make: Callable[[Tune], Take], interaction: Interaction, entry: Entry) -> None:
    take = await asyncio.to_thread(make, entry.tune)
    await interaction.client.delivery.hand_out(interaction, entry, take)


async def _begin(interaction: Interaction, entry: Entry) -> None:
    """A new tune with this one's first two bars as its opening; of its type if the model knows that."""
    facts = await asyncio.to_thread(opening_options, entry.tune.abc)
    types = (await interaction.client.learnt(entry.tune.request.model)).types
    known = [one for one in types if one == entry.tune.request.type]
    asked = ComposeRequest.from_json({**taste(entry), **facts, "type": known[0] if known else None})
    await interaction.client.delivery.compose(interaction, asked, parent=entry.id)


async def _ask_instrument(interaction: Interaction, entry: Entry) -> None:
    await _ask(interaction, OtherInstrument(entry.id, other_instruments(entry.tune)))


async def _ask_key(interaction: Interaction, entry: Entry) -> None:
    offered = other_keys(entry.tune, interaction.client.catalogue.keys)
    if not offered:
        raise NotHere("This model knows no other key.")
    await _ask(interaction, OtherKey(entry.id, offered))


async def _ask(interaction: Interaction, menu: OtherInstrument | OtherKey) -> None:
    view = discord.ui.View(timeout=None).add_item(menu)
    await interaction.response.send_message(view=view, ephemeral=True)


async def _tell_making(interaction: Interaction, entry: Entry) -> None:
    await interaction.response.send_message(**making(entry), ephemeral=True)


_Answer = Callable[[Interaction, "Entry"], Awaitable[None]]


def _file(ending: str) -> _Answer:
    return partial(_take, partial(as_file, ending=ending))


CHOICES: dict[str, tuple[str, str, _Answer]] = {
    "begin": ("Same beginning", "A new tune with this one's first two bars", _begin),
    "abc": ("ABC", "The notes as text, for your tune book", _file("abc")),
    "mid": ("MIDI", "For other music programs", _file("mid")),
    "wav": ("WAV", "The sound without loss", _file("wav")),
    "slower-80": ("Slower, 80 %", "To play along", partial(_take, partial(slower, percent=80))),
    "slower-60": ("Slower, 60 %", "To learn it by ear", partial(_take, partial(slower, percent=60))),
    "instrument": ("Another instrument", "Flute, harp, pipes …", _ask_instrument),
    "key": ("Another key", "Moved to another keynote", _ask_key),
    "simpler": ("Simpler", "No tuplets, fewer sixteenths", partial(_take, simpler)),
    "making": ("How it was made", "The settings, and how to make it again", _tell_making),
}
"""value -> label, hint, what happens"""
