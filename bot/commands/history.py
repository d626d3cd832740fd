"""/history, /top and /tune: what there is, and one of it again."""

from __future__ import annotations

from typing import cast

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.autocomplete import tunes_here
from bot.commands.base import HIGHEST_NUMBER, Command, Interaction, choices
from bot.components.page_buttons import find, list_view, page_view
from bot.errors import NotHere
from bot.history import Entry, Shelf
from bot.views.embeds import COLOUR
from bot.views.pagination import SEARCH_LENGTH, Turn, page_of
from bot.views.text import key_name, plain

SHELVES: dict[Shelf, str] = {"mine": "mine", "server": "the server's", "saved": "saved"}


def history_command() -> Command:
    """A list of tunes, page by page."""

    @app_commands.command(name="history", description="List the tunes that were made")
    @app_commands.describe(
        whose="Your own tunes, wherever you made them, this server's, or those you saved",
        search="A part of the title, or a type such as jig",
    )
    @app_commands.choices(whose=choices(SHELVES, SHELVES))
    async def history(
        interaction: Interaction, whose: str = "mine", search: Range[str, 1, SEARCH_LENGTH] = ""
    ) -> None:
        turn = Turn(cast(Shelf, whose), interaction.user.id, search=" ".join(search.split()))
        page, embed = await page_of(interaction.client.history, turn, interaction.guild_id)
        view = page_view(turn, page) or discord.utils.MISSING
        await interaction.response.send_message(embed=embed, view=view)

    return history


def top_command() -> Command:
    """What most people saved."""

    @app_commands.command(name="top", description="The tunes of this server that most people saved")
    async def top(interaction: Interaction) -> None:
        if interaction.guild_id is None:
            raise NotHere("There is no server here; `/history whose: saved` lists what you saved yourself.")
        best = await interaction.client.history.most_saved(interaction.guild_id)
        view = list_view(entry for entry, _ in best) or discord.utils.MISSING
        await interaction.response.send_message(embed=_top_embed(best), view=view)

    return top


def tune_command() -> Command:
    """A tune again."""

    @app_commands.command(name="tune", description="Play a tune from the history again")
    @app_commands.describe(number="Its number, as /history shows it")
    @app_commands.rename(number="id")
    async def tune(interaction: Interaction, number: Range[int, 1, HIGHEST_NUMBER]) -> None:
        await interaction.client.delivery.show(interaction, await find(interaction, number))

    tune.autocomplete("number")(tunes_here)
    return tune


def _top_embed(best: list[tuple[Entry, int]]) -> discord.Embed:
    embed = discord.Embed(title="Most saved here", colour=COLOUR)
    embed.description = "\n".join(_line(entry, saves) for entry, saves in best) or (
        "Nobody has saved a tune here yet; the button ♥ under a tune does that."
    )
    return embed


def _line(entry: Entry, saves: int) -> str:
    facts = (entry.tune.request.type, key_name(entry.tune.request), f"<@{entry.asker.user_id}>")
    title = f"♥ {saves} · **{entry.id}** {plain(entry.tune.title, 60)}"
    return " · ".join([title, *(fact for fact in facts if fact)])
