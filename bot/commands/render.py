"""/render: ABC that somebody wrote, to hear and to see."""

from __future__ import annotations

from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.base import Command, Interaction, choices
from bot.components import PasteForm, play
from bot.requests.user_abc import Playing
from bot.transport.answers import open_form
from bot.transport.attachments import read_text
from generator.instruments import INSTRUMENTS
from generator.tune import TEMPOS


def render_command() -> Command:
    """Hear and see ABC."""

    @app_commands.command(
        name="render", description="Hear a tune that you have in ABC notation, and see its score"
    )
    @app_commands.describe(
        file="A text file with ABC; without one, you can paste the tune",
        key="The key to move it to, such as A or Bb",
        simplify="Make it easier to play: no tuplets, fewer sixteenths",
        instrument="The instrument that plays it",
        tempo="Beats per minute; the tempo in the ABC if left out",
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
            await open_form(interaction, PasteForm(playing))
        else:
            await play(interaction, partial(read_text, file), playing)

    return render
