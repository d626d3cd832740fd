"""/history, /top and /tune: the tunes that there are, and one of them again."""

from __future__ import annotations

from typing import cast

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.autocomplete import tunes_here
from bot.commands.base import HIGHEST_NUMBER, Command, Interaction, choices
from bot.components import list_view, page_view
from bot.errors import NotHere
from bot.history import Shelf
from bot.policy.tune_access import visible_tune
from bot.services import services_of
from bot.transport.answers import answer
from bot.views.embeds import top_embed
from bot.views.pagination import SEARCH_LENGTH, Turn, page_of

SHELVES: dict[Shelf, str] = {"mine": "mine", "server": "the server's", "saved": "saved"}


def history_command() -> Command:
    """A list of tunes, page by page."""

    @app_commands.command(
        name="history", description="List tunes: your own, this server's or those you saved"
    )
    @app_commands.describe(
        whose="Your own tunes from all places, this server's tunes, or the tunes you saved",
        search="Part of a title, or a type such as jig",
    )
    @app_commands.choices(whose=choices(SHELVES, SHELVES))
    async def history(
        interaction: Interaction, whose: str = "mine", search: Range[str, 1, SEARCH_LENGTH] = ""
    ) -> None:
        turn = Turn(cast(Shelf, whose), interaction.user.id, search=" ".join(search.split()))
        page, embed = await page_of(services_of(interaction).history, turn, interaction.guild_id)
        await answer(interaction, embed=embed, view=page_view(turn, page) or discord.utils.MISSING)

    return history


def top_command() -> Command:
    """What most people saved."""

    @app_commands.command(name="top", description="Show this server's most saved tunes")
    async def top(interaction: Interaction) -> None:
        if interaction.guild_id is None:
            raise NotHere("`/top` works on servers only; `/history whose: saved` lists the tunes you saved.")
        best = await services_of(interaction).history.most_saved(interaction.guild_id)
        view = list_view(entry for entry, _ in best) or discord.utils.MISSING
        await answer(interaction, embed=top_embed(best), view=view)

    return top


def tune_command() -> Command:
    """A tune again."""

    @app_commands.command(name="tune", description="Play a tune from the history again")
    @app_commands.describe(number="The tune's number, as shown in /history")
    async def tune(interaction: Interaction, number: Range[int, 1, HIGHEST_NUMBER]) -> None:
        services = services_of(interaction)
        await services.orders.show(interaction, await visible_tune(services.history, interaction, number))

    tune.autocomplete("number")(tunes_here)
    return tune
