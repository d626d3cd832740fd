"""/set: tunes played one after the other, as in a session."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.autocomplete import tunes_here
from bot.commands.base import HIGHEST_NUMBER, Command, Interaction, choices
from bot.components.page_buttons import find
from bot.history import Entry
from bot.views.embeds import COLOUR
from bot.views.text import key_name, plain
from generator.compose.medley import MOST_TIMES, medley
from generator.instruments import INSTRUMENTS
from generator.tune import Rendering, slug


def set_command() -> Command:
    """Three tunes without a gap."""

    @app_commands.command(
        name="set", description="Play up to three tunes one after the other, as in a session"
    )
    @app_commands.describe(
        first="The number of the tune to begin with",
        second="The number of the tune to change to",
        third="The number of the tune to end with",
        times=f"How often each is played, from 1 to {MOST_TIMES}; twice if left open",
        instrument="Who plays them; as the first was played if left open",
    )
    @app_commands.choices(instrument=choices(INSTRUMENTS))
    async def play_set(
        interaction: Interaction,
        first: Range[int, 1, HIGHEST_NUMBER],
        second: Range[int, 1, HIGHEST_NUMBER],
        third: Range[int, 1, HIGHEST_NUMBER] | None = None,
        times: Range[int, 1, MOST_TIMES] = 2,
        instrument: str | None = None,
    ) -> None:
        numbers = [number for number in (first, second, third) if number is not None]
        entries = [await find(interaction, number) for number in numbers]
        tune = medley([entry.tune for entry in entries], times=times, instrument=instrument)
        await interaction.client.delivery.perform(interaction, tune, partial(set_message, entries, times))

    for name in ("first", "second", "third"):
        play_set.autocomplete(name)(tunes_here)
    return play_set


def set_message(entries: list[Entry], times: int, rendering: Rendering, largest: int) -> dict[str, Any]:
    """What the finished message holds. `largest`: bytes that a file may have there."""
    stem = slug("lilt set " + " ".join(str(entry.id) for entry in entries))
    embed = discord.Embed(title="A set", colour=COLOUR, description="\n".join(map(_line, entries)))
    each = {1: "once", 2: "twice"}.get(times, f"{times} times")
    minutes, seconds = divmod(round(rendering.seconds), 60)
    embed.set_footer(text=f"Each {each} · {minutes}:{seconds:02} · /tune plays one of them")
    words = "Sheet music of " + ", ".join(" ".join(entry.tune.title.split()) for entry in entries)
    files = [
        discord.File(
            io.BytesIO(rendering.files[ending]),
            f"{stem}.{ending}",
            description=words[:1024] if ending == "png" else None,
        )
        for ending in ("mp3", "png")
        if len(rendering.files[ending]) <= largest
    ]
    if any(file.filename.endswith(".png") for file in files):
        embed.set_image(url=f"attachment://{stem}.png")
    if len(files) < 2:
        embed.add_field(name="Left out", value="A file is larger than a message can carry here.")
    return {"embed": embed, "attachments": files}


def _line(entry: Entry) -> str:
    facts = (entry.tune.request.type, key_name(entry.tune.request))
    return " · ".join([f"**{entry.id}** {plain(entry.tune.title, 60)}", *(fact for fact in facts if fact)])
