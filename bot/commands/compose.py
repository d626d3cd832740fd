"""/compose. It offers what the model in use has learnt, also where another model is named."""

from __future__ import annotations

from itertools import islice
from typing import Any

from discord import app_commands
from discord.app_commands import Choice, Range

from bot.commands.base import CHOICES, Command, Interaction, choices, matching
from bot.requests.composing import request_of
from bot.services import services_of
from generator.catalogue import Catalogue
from generator.errors import Unavailable
from generator.instruments import BACKINGS, INSTRUMENTS
from generator.notation.theory import MODE_NAMES
from generator.playing import TEMPOS, TIMES
from generator.request import BAR_COUNTS, DARING, OPENING_LENGTH, SEEDS, TEMPERATURES
from generator.tabs import NO_TAB, TABS


def compose_command(catalogue: Catalogue) -> Command:
    """The command for a model."""

    @app_commands.command(name="compose", description="Compose a new folk tune")
    @app_commands.describe(
        type="The type of tune, such as jig or reel; random if left out",
        key="The key; random if left out",
        mode="Major, minor or one of the older modes; random if left out",
        instrument="The instrument that plays it, or a duet",
        backing="Who accompanies it; chosen to suit the tune if left out",
        tempo="Beats per minute; the usual tempo of the type if left out",
        tab="The instrument whose tablature stands under the score",
        times=f"How often it is played, from {TIMES[0]} to {TIMES[1]}; once if left out, a short tune twice",
        meter="The time signature; random if left out",
        parts="The parts in order, with a double letter for a repeated part; random if left out",
        bars=f"Bars in each part, from {BAR_COUNTS[0]} to {BAR_COUNTS[1]}; random if left out",
        opening="ABC notation that the tune begins with, such as A|dfd AFA|",
        daring="How unusual the tune may be",
        temperature=f"Daring as a number, from {TEMPERATURES[0]} to {TEMPERATURES[1]}",
        seed="The same seed with the same options gives the same tune again",
        model="The model that composes; the one in use if left out",
    )
    @app_commands.choices(
        mode=choices(catalogue.modes, MODE_NAMES),
        meter=choices(catalogue.meters()),
        parts=choices(catalogue.parts),
        daring=choices(DARING),
        instrument=choices(INSTRUMENTS),
        backing=choices(BACKINGS),
        tab=choices([NO_TAB, *TABS]),
        **{name: choices(values) for name, values in _few(catalogue).items()},
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
        backing: str | None = None,
        tempo: Range[int, TEMPOS[0], TEMPOS[1]] | None = None,
        times: Range[int, TIMES[0], TIMES[1]] | None = None,
        tab: str | None = None,
        temperature: Range[float, TEMPERATURES[0], TEMPERATURES[1]] | None = None,
        seed: Range[int, SEEDS[0], SEEDS[1]] | None = None,
        model: str | None = None,
    ) -> None:
        options = {
            "type": type,
            "key": key,
            "mode": mode,
            "meter": meter,
            "parts": parts,
            "bars": bars,
            "opening": opening,
            "daring": daring,
            "instrument": instrument,
            "backing": backing,
            "tempo": tempo,
            "times": times,
            "tab": tab,
            "temperature": temperature,
            "seed": seed,
            "model": model,
        }
        services = services_of(interaction)
        settings = await services.admission.guild_settings(interaction.guild_id)
        await services.orders.compose(interaction, request_of(options, settings.defaults))

    @compose.autocomplete("bars")
    async def common_lengths(_: Interaction, typed: int | str) -> list[Choice[int]]:
        found = (bars for bars in catalogue.bars if str(bars).startswith(str(typed)))
        return [Choice(name=str(bars), value=bars) for bars in islice(found, CHOICES)]

    @compose.autocomplete("model")
    async def model_names(interaction: Interaction, typed: str) -> list[Choice[str]]:
        try:
            return matching(await services_of(interaction).library.models(), typed)
        except Unavailable:  # the log says why; a name can still be typed
            return []

    for name, values in _many(catalogue).items():
        compose.autocomplete(name)(_autocomplete(values))
    return compose


def _learnt(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The options whose values depend on what the model has learnt, and can be many."""
    return {"type": tuple(catalogue.types), "key": tuple(catalogue.keys)}


def _few(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Those that Discord can offer as a list."""
    return {name: values for name, values in _learnt(catalogue).items() if len(values) <= CHOICES}


def _many(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Those that are proposed while somebody types."""
    return {name: values for name, values in _learnt(catalogue).items() if len(values) > CHOICES}


def _autocomplete(values: tuple[str, ...]) -> Any:
    async def propose(_: Interaction, typed: str) -> list[Choice[str]]:
        return matching(values, typed)

    return propose
