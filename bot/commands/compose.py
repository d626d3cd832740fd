"""The slash commands: each builds a request and hands it on. What they offer comes from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot.buttons import page_buttons
from bot.delivery import Delivery
from bot.errors import NotFound
from bot.history import History, Shelf
from bot.pages import Turn, page_of
from generator.catalogue import Catalogue
from generator.instruments import INSTRUMENTS
from generator.notation.theory import MODE_NAMES
from generator.tune import (
    BAR_COUNTS,
    DARING,
    OPENING_LENGTH,
    SEEDS,
    TEMPERATURES,
    TEMPOS,
    ComposeRequest,
)
from generator.tune import daring as how_daring

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]

SHELVES: dict[Shelf, str] = {"mine": "mine", "server": "the server's"}
CHOICES = 25
"""As many as Discord offers for one option."""
HIGHEST_NUMBER = 2**53 - 1
"""The highest whole number that Discord lets people type."""


def commands(delivery: Delivery, history: History, catalogue: Catalogue) -> tuple[Command, ...]:
    """All commands, for a tree."""
    return tuple(
        app_commands.allowed_installs(guilds=True, users=True)(
            app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(command)
        )
        for command in (_compose(delivery, catalogue), _history(history), _tune(delivery, history))
    )


def _compose(delivery: Delivery, catalogue: Catalogue) -> Command:
    @app_commands.command(name="compose", description="Compose a new folk tune")
    @app_commands.describe(
        type="What to dance to it; drawn if left open",
        key="The keynote; drawn if left open",
        mode="Major, minor and their older relatives; drawn if left open",
        instrument="Who plays it",
        tempo="Beats per minute; the usual one of the type if left open",
        meter="How many beats a bar has; drawn if left open",
        parts="Parts in order, each letter twice where it is repeated; drawn if left open",
        bars=f"How many bars each part has, from {BAR_COUNTS[0]} to {BAR_COUNTS[1]}; drawn if left open",
        opening="ABC that the tune begins with, such as A|dfd AFA|",
        daring="How far to leave the beaten track",
        temperature=f"The same as a number, from {TEMPERATURES[0]} to {TEMPERATURES[1]}",
        seed="The same seed and options give the same tune again",
    )
    @app_commands.choices(
        type=_choices(catalogue.types),
        key=_choices(catalogue.keys),
        mode=_choices(catalogue.modes, MODE_NAMES),
        meter=_choices(catalogue.meters()),
        parts=_choices(catalogue.parts),
        daring=_choices(DARING),
        instrument=_choices(INSTRUMENTS),
    )
    async def compose(
        interaction: Interaction,
        type: str | None = None,
        key: str | None = None,
        mode: str | None = None,
        meter: str | None = None,
        parts: str | None = None,
        bars: Range[int, BAR_COUNTS[0], BAR_COUNTS[1]] | None = None,
        opening: Range[str, 1, OPENING_LENGTH] | None = None,
        daring: str | None = None,
        instrument: str | None = None,
        tempo: Range[int, TEMPOS[0], TEMPOS[1]] | None = None,
        temperature: Range[float, TEMPERATURES[0], TEMPERATURES[1]] | None = None,
        seed: Range[int, SEEDS[0], SEEDS[1]] | None = None,
    ) -> None:
        asked = {
            "type": type,
            "key": key,
            "mode": mode,
            "meter": meter,
            "parts": parts,
            "bars": bars,
            "opening": opening,
            "instrument": instrument,
            "tempo": tempo,
            "seed": seed,
            **how_daring(daring, temperature=temperature),
        }
        request = ComposeRequest.from_json({k: v for k, v in asked.items() if v is not None})
        await delivery.compose(interaction, request)

    @compose.autocomplete("bars")
    async def usual_bars(_: Interaction, typed: int | str) -> list[Choice[int]]:
        fitting = (bars for bars in catalogue.bars if str(bars).startswith(str(typed)))
        return [Choice(name=str(bars), value=bars) for bars in islice(fitting, CHOICES)]

    return compose


def _history(history: History) -> Command:
    @app_commands.command(name="history", description="List the tunes that were made")
    @app_commands.describe(whose="Your own tunes, wherever you made them, or this server's")
    @app_commands.choices(whose=_choices(SHELVES, SHELVES))
    async def list_tunes(interaction: Interaction, whose: str = "mine") -> None:
        shelf: Shelf = "server" if whose == "server" else "mine"
        turn = Turn(shelf, interaction.user.id)
        page, embed = await page_of(history, turn, interaction.guild_id)
        buttons = page_buttons(turn, page) or discord.utils.MISSING
        await interaction.response.send_message(embed=embed, view=buttons)

    return list_tunes


def _tune(delivery: Delivery, history: History) -> Command:
    @app_commands.command(name="tune", description="Play a tune from the history again")
    @app_commands.describe(number="Its number, as /history shows it")
    @app_commands.rename(number="id")
    async def tune(interaction: Interaction, number: Range[int, 1, HIGHEST_NUMBER]) -> None:
        entry = await history.get(number)
        if entry is None or not entry.visible_to(interaction.user.id, interaction.guild_id):
            raise NotFound(number)
        await delivery.show(interaction, entry)

    return tune


def _choices(values: Iterable[str], names: Mapping[Any, str] | None = None) -> list[Choice[str]]:
    return [Choice(name=(names or {}).get(value, value), value=value) for value in islice(values, CHOICES)]
