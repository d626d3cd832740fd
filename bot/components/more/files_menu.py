"""Files: a menu of the files of a tune, and the link that opens it in ABC Tools. Below More."""

from __future__ import annotations

import asyncio
from functools import partial

import discord

from bot.components.base import Interaction, OfTune, Select, selected, template, view_of
from bot.history import Entry
from bot.requests.renditions import rendition_named
from bot.services import services_of
from bot.transport.answers import answer
from bot.transport.error_reports import reporting
from generator.arrangement.harmony import with_chords
from generator.notation.writing.abc_tools import abc_tools_link

LONGEST_OF_BUTTON = 512
LONGEST_OF_TEXT = 1900
"""Characters of a link that Discord takes in a button, and in a message of 2,000 with the words around it."""

_OPEN = "Open in ABC Tools"
_TOO_LONG = "This tune is too long for a link to ABC Tools in a message; its PDF has one."

FILES: dict[str, tuple[str, str]] = {
    "pdf-a4": ("PDF, A4", "Sheet music to print"),
    "pdf-letter": ("PDF, Letter", "The same on American paper"),
    "abc": ("ABC", "The notes as text"),
    "musicxml": ("MusicXML", "For notation programs such as MuseScore"),
    "mid": ("MIDI", "All players, for other music programs"),
    "mid-plain": ("MIDI, plain", "The melody alone, exactly as written"),
    "wav": ("WAV", "The sound, uncompressed"),
}
"""The rendition's name -> label, hint"""


class Files(OfTune, discord.ui.DynamicItem[Select], template=template("files")):
    """The menu."""

    def __init__(self, entry_id: int) -> None:
        options = [
            discord.SelectOption(label=label, value=value, description=hint)
            for value, (label, hint) in FILES.items()
        ]
        custom_id = f"lilt:files:{entry_id}"
        menu: Select = discord.ui.Select(placeholder="Which file?", options=options, custom_id=custom_id)
        super().__init__(menu)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        await show_file(interaction, await self.entry(interaction), selected(interaction, FILES))


async def show_file(interaction: Interaction, entry: Entry, choice: str) -> None:
    """Answer with a file, a key of `FILES`."""
    rendition = await asyncio.to_thread(rendition_named, entry.tune, choice)
    await services_of(interaction).orders.show_rendition(interaction, entry, rendition)


async def offer_files(interaction: Interaction, entry: Entry) -> None:
    """Answer with the menu, and with the link to ABC Tools: as a button, else in the text, if it is not too
    long for either."""
    tune = entry.tune
    abc = await asyncio.to_thread(partial(with_chords, tune.abc, chords=tune.request.playing.chords))
    link = abc_tools_link(abc, tune.title)
    menu = Files(entry.id)
    if len(link) <= LONGEST_OF_BUTTON:
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(label=_OPEN, url=link)
        await answer(interaction, view=view_of(menu, button), ephemeral=True)
        return
    text = f"[{_OPEN}](<{link}>)" if len(link) <= LONGEST_OF_TEXT else _TOO_LONG
    await answer(interaction, text, view=view_of(menu), ephemeral=True)
