"""The form of /render for ABC that a person pastes, or a file; the button that opens it again after an error.

How it is to be played is in their custom_id.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Self
from urllib.parse import quote, unquote

import discord

from bot.components.base import BadForm, Button, Interaction
from bot.components.field_form import change_it, submitted_text, text_before
from bot.components.playing import given, play
from bot.requests.user_abc import LONGEST, RenderOptions
from bot.requests.user_music import UserFile
from bot.transport.answers import open_form
from bot.transport.attachments import read_file, submitted_files
from bot.transport.error_reports import reporting

_OPTIONS = (
    r"(?P<instrument>[^:]*):(?P<tempo>\d{0,4}):(?P<key>[^:]*):(?P<simplify>[01])"
    r"(:(?P<backing>[^:]*):(?P<times>\d{0,4})(:(?P<tab>[^:]*))?)?"
)
FORM = re.compile(f"lilt:paste:{_OPTIONS}")
"""The last ones are missing in forms that were opened before there was a backing, or a tablature."""
EXAMPLE = "X:1\nT:The Copper Kettle\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|"


class PasteForm(discord.ui.Modal):
    """One field for the ABC, with what was `typed` before, and one for a file in place of it."""

    def __init__(self, playing: RenderOptions, typed: str | None = None) -> None:
        super().__init__(title="A tune in ABC", custom_id=_custom_id("paste", playing))
        text: discord.ui.TextInput[PasteForm] = discord.ui.TextInput(
            custom_id="abc",
            style=discord.TextStyle.paragraph,
            placeholder=EXAMPLE,
            default=typed and typed[:LONGEST],
            max_length=LONGEST,
            required=False,
        )
        file: discord.ui.FileUpload[PasteForm] = discord.ui.FileUpload(
            custom_id="file", required=False, min_values=0, max_values=1
        )
        self.add_item(discord.ui.Label(text="ABC", component=text))
        self.add_item(discord.ui.Label(text="Or a file of ABC, MIDI or MusicXML", component=file))


class ChangePasted(discord.ui.DynamicItem[Button], template=f"lilt:typed:{_OPTIONS}"):
    """Opens the form again with what was typed, which is the file of the message above the button."""

    def __init__(self, playing: RenderOptions) -> None:
        super().__init__(change_it(_custom_id("typed", playing)))
        self.playing = playing

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(options_of(match))

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        await open_form(interaction, PasteForm(self.playing, await text_before(interaction)))


def _custom_id(name: str, playing: RenderOptions) -> str:
    """`name`, and what `_OPTIONS` matches, each option without colons and spaces."""
    first = (playing.instrument, playing.tempo, playing.key, int(playing.simplify))
    state = ("" if one is None else str(one) for one in (*first, playing.backing, playing.times, playing.tab))
    return ":".join([f"lilt:{name}", *(quote(one, safe="") for one in state)])


def options_of(match: re.Match[str]) -> RenderOptions:
    """The options in the custom_id of a form or a button."""
    texts = {name: unquote(value) for name, value in match.groupdict(default="").items() if value}
    return RenderOptions(
        instrument=texts.get("instrument"),
        backing=texts.get("backing"),
        tempo=int(texts["tempo"]) if "tempo" in texts else None,
        times=int(texts["times"]) if "times" in texts else None,
        key=texts.get("key"),
        simplify=texts["simplify"] == "1",
        tab=texts.get("tab"),
    )


async def pasted(interaction: Interaction) -> None:
    """Render what a submitted form holds, also one that was open during a restart."""

    async def act(match: re.Match[str], text: str) -> None:
        attached = submitted_files(interaction, "file")
        if bool(attached) == bool(text.strip()):
            raise BadForm("Please give either the ABC or a file.")
        fetch = partial(attached_file, attached[0]) if attached else partial(given, text)
        await play(interaction, fetch, options_of(match))

    await submitted_text(interaction, FORM, LONGEST, act, lambda match: ChangePasted(options_of(match)))


async def attached_file(attachment: discord.Attachment) -> UserFile:
    """What was attached. Raises BadAttachment."""
    return UserFile(attachment.filename, await read_file(attachment))
