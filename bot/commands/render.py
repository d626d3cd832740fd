"""/render: ABC that somebody wrote, to hear and to see."""

from __future__ import annotations

import asyncio
import io
import re
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.base import Command, Interaction, choices
from bot.errors import tell
from bot.requests.user_abc import LONGEST, Playing, written
from bot.transport.attachments import read_text
from generator.errors import LiltError
from generator.instruments import INSTRUMENTS
from generator.tune import TEMPOS

FORM = re.compile(r"lilt:paste:(?P<instrument>\w*):(?P<tempo>\d*):(?P<key>[^:]*):(?P<simplify>[01])")
FORM_SECONDS = 900
"""How long discord.py remembers a form that nobody sends."""
EXAMPLE = "X:1\nT:The Copper Kettle\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|"


def render_command() -> Command:
    """Hear and see ABC."""

    @app_commands.command(name="render", description="Hear and see a tune that you have in ABC notation")
    @app_commands.describe(
        file="A text file of ABC; without one you can paste the tune",
        key="Another keynote to play it on, such as A or Bb",
        simplify="Make it easier: no tuplets, fewer sixteenths",
        instrument="Who plays it",
        tempo="Beats per minute; as the tune says if left open",
    )
    @app_commands.choices(instrument=choices(INSTRUMENTS))
    async def render(
        interaction: Interaction,
        file: discord.Attachment | None = None,
        key: Range[str, 1, 2] | None = None,
        simplify: bool = False,
        instrument: str | None = None,
        tempo: Range[int, TEMPOS[0], TEMPOS[1]] | None = None,
    ) -> None:
        playing = Playing(instrument=instrument, tempo=tempo, key=key, simplify=simplify)
        if file is None:
            await interaction.response.send_modal(Paste(playing))
        else:
            await play(interaction, await read_text(file), playing)

    return render


async def play(interaction: Interaction, text: str, playing: Playing) -> None:
    """Read the ABC (in a thread: a long one takes a moment) and have it rendered."""
    rules = await interaction.client.limits.rules(interaction.guild_id)
    playing = replace(playing, instrument=playing.instrument or rules.instrument)
    asked, tune = await asyncio.to_thread(written, text, playing)
    await interaction.client.delivery.compose(interaction, asked, tune=tune)


class Paste(discord.ui.Modal):
    """A form for ABC. How it is to be played stands in its custom_id, so `pasted` can do without the form."""

    def __init__(self, playing: Playing) -> None:
        state = (playing.instrument or "", playing.tempo or "", playing.key or "", int(playing.simplify))
        custom_id = ":".join(["lilt:paste", *map(str, state)])
        super().__init__(title="A tune in ABC", custom_id=custom_id, timeout=FORM_SECONDS)
        text: discord.ui.TextInput[Paste] = discord.ui.TextInput(
            custom_id="abc", style=discord.TextStyle.paragraph, placeholder=EXAMPLE, max_length=LONGEST
        )
        self.add_item(discord.ui.Label(text="ABC", component=text))


async def pasted(interaction: Interaction) -> None:
    """Render what a form holds, also one that stood open during a restart.

    Errors are told, with what was typed as a file: it took somebody some time.
    """
    data: Any = interaction.data
    match = FORM.fullmatch(str(data.get("custom_id"))) if data else None
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    text = data["components"][0]["component"]["value"]
    playing = Playing(
        instrument=match["instrument"] or None,
        tempo=int(match["tempo"]) if match["tempo"] else None,
        key=match["key"] or None,
        simplify=match["simplify"] == "1",
    )
    try:
        await play(interaction, text, playing)
    except LiltError as error:
        await tell(interaction, error, file=discord.File(io.BytesIO(text.encode()), "tune.abc"))
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        await tell(interaction, error)
