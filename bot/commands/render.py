"""/render: ABC, MIDI or MusicXML that somebody has, to hear and to see."""

from __future__ import annotations

from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.base import Command, Interaction, choices
from bot.components import PasteForm, attached_file, play
from bot.requests.user_abc import RenderOptions
from bot.transport.answers import open_form
from generator.instruments import BACKINGS, INSTRUMENTS
from generator.playing import TEMPOS, TIMES
from generator.tabs import NO_TAB, TABS


def render_command() -> Command:
    """Hear and see ABC."""

    @app_commands.command(
        name="render", description="Hear a tune that you have in ABC, MIDI or MusicXML, and see its score"
    )
    @app_commands.describe(
        file="A file of ABC, MIDI or MusicXML; without one, you can paste ABC",
        key="The key to move it to, such as A or Bb",
        simplify="Make it easier to play: no tuplets, fewer sixteenths",
        instrument="The instrument that plays it, or a duet",
        backing="Who accompanies it; chosen to suit the tune if left out",
        tempo="Beats per minute; the tempo in the ABC if left out",
        tab="The instrument whose tablature stands under the score",
        times=f"How often it is played, from {TIMES[0]} to {TIMES[1]}; once if left out, a short tune twice",
    )
    @app_commands.choices(
        instrument=choices(INSTRUMENTS), backing=choices(BACKINGS), tab=choices([NO_TAB, *TABS])
    )
    async def render(
        interaction: Interaction,
        file: discord.Attachment | None = None,
        key: Range[str, 1, 2] | None = None,
        simplify: bool = False,
        instrument: str | None = None,
        backing: str | None = None,
        tempo: Range[int, TEMPOS[0], TEMPOS[1]] | None = None,
        times: Range[int, TIMES[0], TIMES[1]] | None = None,
        tab: str | None = None,
    ) -> None:
        playing = RenderOptions(
            instrument=instrument,
            backing=backing,
            tempo=tempo,
            times=times,
            key=key,
            simplify=simplify,
            tab=tab,
        )
        if file is None:
            await open_form(interaction, PasteForm(playing))
        else:
            await play(interaction, partial(attached_file, file), playing)

    return render
