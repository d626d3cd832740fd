"""The form of /render for ABC that a person pastes. How it is to be played is in its custom_id."""

from __future__ import annotations

import asyncio
import io
import re
from dataclasses import replace

import discord

from bot.components.base import Interaction, check_form, submitted_form, submitted_texts
from bot.requests.user_abc import LONGEST, Playing, read_user_abc
from bot.services import services_of
from bot.transport.error_reports import report

FORM = re.compile(r"lilt:paste:(?P<instrument>\w*):(?P<tempo>\d{0,4}):(?P<key>[^:]*):(?P<simplify>[01])")
EXAMPLE = "X:1\nT:The Copper Kettle\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|"


class PasteForm(discord.ui.Modal):
    """One field for the ABC."""

    def __init__(self, playing: Playing) -> None:
        state = (playing.instrument or "", playing.tempo or "", playing.key or "", int(playing.simplify))
        custom_id = ":".join(["lilt:paste", *map(str, state)])
        super().__init__(title="A tune in ABC", custom_id=custom_id)
        text: discord.ui.TextInput[PasteForm] = discord.ui.TextInput(
            custom_id="abc", style=discord.TextStyle.paragraph, placeholder=EXAMPLE, max_length=LONGEST
        )
        self.add_item(discord.ui.Label(text="ABC", component=text))


async def pasted(interaction: Interaction) -> None:
    """Render what a submitted form holds, also one that was open during a restart.

    An error is reported with what was typed as a file: it took somebody some time.
    """
    match = submitted_form(interaction, FORM)
    if match is None:
        return
    texts = submitted_texts(interaction)
    text = texts.get("abc", "")
    playing = Playing(
        instrument=match["instrument"] or None,
        tempo=int(match["tempo"]) if match["tempo"] else None,
        key=match["key"] or None,
        simplify=match["simplify"] == "1",
    )
    try:
        check_form(texts, {"abc": LONGEST})
        await play(interaction, text, playing)
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        typed = text[:LONGEST].encode(errors="replace")
        await report(interaction, error, file=discord.File(io.BytesIO(typed), "tune.abc"))


async def play(interaction: Interaction, text: str, playing: Playing) -> None:
    """Read the ABC, in a thread since a long one takes a moment, and have it rendered."""
    services = services_of(interaction)
    settings = await services.admission.guild_settings(interaction.guild_id)
    playing = replace(playing, instrument=playing.instrument or settings.instrument)
    request, tune = await asyncio.to_thread(read_user_abc, text, playing)
    await services.orders.compose(interaction, request, tune=tune)
