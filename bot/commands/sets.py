"""/set: tunes played one after the other, as in a session."""

from __future__ import annotations

import asyncio
from functools import partial

from discord import app_commands
from discord.app_commands import Range

from bot.commands.autocomplete import tunes_here
from bot.commands.base import HIGHEST_NUMBER, Command, Interaction, choices
from bot.policy.tune_access import visible_tune
from bot.requests.players import players
from bot.services import services_of
from bot.views.messages import set_message
from generator.compose.medley import MOST_TIMES, medley
from generator.instruments import INSTRUMENTS


def set_command() -> Command:
    """Three tunes without a gap."""

    @app_commands.command(
        name="set", description="Play two or three tunes one after the other, as in a session"
    )
    @app_commands.describe(
        first="The number of the first tune",
        second="The number of the second tune",
        third="The number of the third tune",
        times=f"How many times each tune is played, from 1 to {MOST_TIMES}; twice if left out",
        instrument="The instrument that plays them, or a duet; that of the first tune if left out",
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
        services = services_of(interaction)
        entries = [await visible_tune(services.history, interaction, number) for number in numbers]
        tune = medley([entry.tune for entry in entries], times=times, instrument=instrument)
        band = await asyncio.to_thread(players, tune)
        await services.orders.show_set(interaction, tune, partial(set_message, entries, times, players=band))

    for name in ("first", "second", "third"):
        play_set.autocomplete(name)(tunes_here)
    return play_set
