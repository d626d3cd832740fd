"""More: a tune's files, slower, some players only, another instrument or key, simpler, and how it was made.

All of it is for the user who pressed only, except for a tune with the same beginning: that is a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import discord

from bot.components.base import MOST_OPTIONS, Interaction, OfTune, Select, selected, template, view_of
from bot.components.vary_menu import taste
from bot.errors import NotHere
from bot.history import Entry
from bot.requests.renditions import (
    Rendition,
    as_file,
    backing_only,
    in_key,
    melody_only,
    on_instrument,
    other_instruments,
    other_keys,
    plain_midi,
    simpler,
    slower,
)
from bot.services import services_of
from bot.transport.answers import answer
from bot.transport.error_reports import reporting
from bot.views.provenance import provenance_message
from generator.compose.written.continuation import continued
from generator.instruments import INSTRUMENTS
from generator.request import ComposeRequest
from generator.tune import Tune


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

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        await CHOICES[selected(interaction, CHOICES)][2](interaction, entry)


class OtherInstrument(OfTune, discord.ui.DynamicItem[Select], template=template("instrument")):
    """A menu of the other instruments."""

    def __init__(self, entry_id: int, offered: Iterable[str] = ("",)) -> None:
        """`offered`: a menu that was pressed needs none."""
        super().__init__(_menu("Which instrument?", offered, f"lilt:instrument:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        make = partial(on_instrument, instrument=selected(interaction, INSTRUMENTS))
        await _show(make, interaction, await self.entry(interaction))


class OtherKey(OfTune, discord.ui.DynamicItem[Select], template=template("key")):
    """A menu of the other keys."""

    def __init__(self, entry_id: int, offered: Iterable[str] = ("",)) -> None:
        """`offered`: a menu that was pressed needs none."""
        super().__init__(_menu("Which key?", offered, f"lilt:key:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        make = partial(in_key, tonic=selected(interaction))
        await _show(make, interaction, await self.entry(interaction))


def _menu(question: str, offered: Iterable[str], custom_id: str) -> Select:
    options = [discord.SelectOption(label=one or "-", value=one or "-") for one in offered]
    return discord.ui.Select(placeholder=question, options=options[:MOST_OPTIONS], custom_id=custom_id)


async def _show(make: Callable[[Tune], Rendition], interaction: Interaction, entry: Entry) -> None:
    rendition = await asyncio.to_thread(make, entry.tune)
    await services_of(interaction).orders.show_rendition(interaction, entry, rendition)


async def _same_beginning(interaction: Interaction, entry: Entry) -> None:
    """A new tune with this one's first two bars as its opening; of its type if the model knows that."""
    services = services_of(interaction)
    request = entry.tune.request
    catalogue = await services.catalogue_of(request.model)
    begin = partial(continued, instrument=request.instrument, tune_type=request.type)
    options = {**taste(entry), **await asyncio.to_thread(begin, entry.tune.abc, catalogue)}
    await services.orders.compose(interaction, ComposeRequest.from_json(options), parent=entry.id)


async def _ask_instrument(interaction: Interaction, entry: Entry) -> None:
    menu = OtherInstrument(entry.id, other_instruments(entry.tune))
    await answer(interaction, view=view_of(menu), ephemeral=True)


async def _ask_key(interaction: Interaction, entry: Entry) -> None:
    offered = other_keys(entry.tune, services_of(interaction).catalogue.keys)
    if not offered:
        raise NotHere("This model knows no other keys.")
    await answer(interaction, view=view_of(OtherKey(entry.id, offered)), ephemeral=True)


async def _show_provenance(interaction: Interaction, entry: Entry) -> None:
    await answer(interaction, **provenance_message(entry), ephemeral=True)


_Action = Callable[[Interaction, Entry], Awaitable[None]]


def _rendition(make: Callable[[Tune], Rendition]) -> _Action:
    return partial(_show, make)


CHOICES: dict[str, tuple[str, str, _Action]] = {
    "begin": ("Same beginning", "A new tune that begins with the same two bars", _same_beginning),
    "abc": ("ABC", "The notes as text", _rendition(partial(as_file, ending="abc"))),
    "mid": ("MIDI", "All players, for other music programs", _rendition(partial(as_file, ending="mid"))),
    "mid-plain": (
        "MIDI, plain",
        "The melody alone, exactly as written",
        _rendition(plain_midi),
    ),
    "wav": ("WAV", "The sound, uncompressed", _rendition(partial(as_file, ending="wav"))),
    "slower-80": ("Slower, 80 %", "To play along", _rendition(partial(slower, percent=80))),
    "slower-60": ("Slower, 60 %", "To learn it by ear", _rendition(partial(slower, percent=60))),
    "melody": ("Melody only", "Without the backing, to learn the notes", _rendition(melody_only)),
    "backing": ("Backing only", "To play the melody yourself", _rendition(backing_only)),
    "instrument": ("Another instrument", "Flute, harp, pipes …", _ask_instrument),
    "key": ("Another key", "The same tune, higher or lower", _ask_key),
    "simpler": ("Simpler", "No tuplets, fewer sixteenths", _rendition(simpler)),
    "making": ("How it was made", "Its settings, and the command that makes it again", _show_provenance),
}
"""value -> label, hint, what happens"""
