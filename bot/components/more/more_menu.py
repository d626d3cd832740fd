"""More: files, practice, slower, some players, another instrument or key, tablature, simpler, its making.

All of it is for the user who pressed only, until they post it; but for a tune with the same beginning, which
is a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import discord

from bot.components.base import MOST_OPTIONS, Interaction, OfTune, Select, selected, template, view_of
from bot.components.more.files_menu import FILES, offer_files, show_file
from bot.components.more.practice_form import open_practice
from bot.components.more.tab_menu import ask_tab
from bot.components.vary_menu import taste
from bot.errors import NotHere
from bot.history import Entry
from bot.requests.renditions import other_instruments, other_keys, rendition_named
from bot.services import services_of
from bot.transport.answers import answer
from bot.transport.error_reports import reporting
from bot.views.provenance import provenance_message
from generator.compose.written.continuation import continued
from generator.instruments import INSTRUMENTS
from generator.request import ComposeRequest


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
        choice = selected(interaction, (*CHOICES, *FILES))
        if choice in FILES:  # in a menu that was sent before these had one of their own
            await show_file(interaction, entry, choice)
        else:
            await CHOICES[choice][2](interaction, entry)


class OtherInstrument(OfTune, discord.ui.DynamicItem[Select], template=template("instrument")):
    """A menu of the other instruments."""

    def __init__(self, entry_id: int, offered: Iterable[str] = ("",)) -> None:
        """`offered`: a menu that was pressed needs none."""
        super().__init__(_menu("Which instrument?", offered, f"lilt:instrument:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        name = f"instrument={selected(interaction, INSTRUMENTS)}"
        await _show(name, interaction, await self.entry(interaction))


class OtherKey(OfTune, discord.ui.DynamicItem[Select], template=template("key")):
    """A menu of the other keys."""

    def __init__(self, entry_id: int, offered: Iterable[str] = ("",)) -> None:
        """`offered`: a menu that was pressed needs none."""
        super().__init__(_menu("Which key?", offered, f"lilt:key:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        await _show(f"key={selected(interaction)}", interaction, await self.entry(interaction))


def _menu(question: str, offered: Iterable[str], custom_id: str) -> Select:
    options = [discord.SelectOption(label=one or "-", value=one or "-") for one in offered]
    return discord.ui.Select(placeholder=question, options=options[:MOST_OPTIONS], custom_id=custom_id)


async def _show(name: str, interaction: Interaction, entry: Entry) -> None:
    rendition = await asyncio.to_thread(rendition_named, entry.tune, name)
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
    message = await asyncio.to_thread(provenance_message, entry)
    await answer(interaction, **message, ephemeral=True)


_Action = Callable[[Interaction, Entry], Awaitable[None]]


CHOICES: dict[str, tuple[str, str, _Action]] = {
    "begin": ("Same beginning", "A new tune that begins with the same two bars", _same_beginning),
    "files": ("Files", "ABC, MIDI, WAV, PDF, MusicXML; open it in ABC Tools", offer_files),
    "practice": ("Practice", "A part again and again, slower at first, with a click", open_practice),
    "slower-80": ("Slower, 80 %", "To play along", partial(_show, "slower-80")),
    "slower-60": ("Slower, 60 %", "To learn it by ear", partial(_show, "slower-60")),
    "melody": ("Melody only", "Without the backing, to learn the notes", partial(_show, "melody")),
    "backing": ("Backing only", "To play the melody yourself", partial(_show, "backing")),
    "instrument": ("Another instrument", "Flute, harp, pipes …", _ask_instrument),
    "key": ("Another key", "The same tune, higher or lower", _ask_key),
    "tab": ("Tablature", "Whistle, mandolin, banjo, guitar", ask_tab),
    "simpler": ("Simpler", "No tuplets, fewer sixteenths", partial(_show, "simpler")),
    "making": ("How it was made", "In words; the command that makes it again", _show_provenance),
}
"""value -> label, hint, what happens"""
