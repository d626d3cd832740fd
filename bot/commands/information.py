"""/about, /help, /privacy and /queue: what Lilt is, can do, keeps and has to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import discord
from discord import app_commands

from bot.commands.base import Command, Interaction, choices
from bot.orders.queue_status import Queue
from bot.views.embeds import COLOUR
from bot.views.i18n import OFFERED, Table, names, tables
from bot.views.model_card import ModelCard

HELP = (
    "`/compose` makes a tune; under it stand buttons to go on from there. "
    "Whatever you leave open is drawn as the old collections would have it."
)
PRIVACY = """\
**What Lilt keeps**, in a database of whoever runs this bot: for each tune that you ask for the tune itself, \
what you asked for, your Discord number and name, the server, the channel and the message, and when; which \
tunes you saved; what managers set for their server; the numbers of those whom the bot's owner blocked.
**What for**: so that you find your tunes again (`/history`), so that the buttons under them work, and so \
that nobody takes too much at once.
**What it does not do**: read messages, send anything to anybody else, or train on what you write.
**Who sees it**: a tune is seen where it was made; those made in direct messages by you alone.
`/my-data` gives you all of it as a file. `/forget-me` deletes it, and nothing of it stays in the database \
but your number on the block list, if you are on it. Messages that were sent stay on Discord until they are \
deleted there. Whoever runs the bot may keep backups, and logs with numbers in them, for a while."""


def about_command() -> Command:
    """What composes here."""

    @app_commands.command(
        name="about", description="Which model composes, what it was trained on, and its terms"
    )
    async def about(interaction: Interaction) -> None:
        card = await asyncio.to_thread(interaction.client.card)
        await interaction.response.send_message(embed=about_embed(card), ephemeral=True)

    return about


def help_command() -> Command:
    """All commands."""

    @app_commands.command(name="help", description="What Lilt can do, command by command")
    @app_commands.describe(language="In which language; as your Discord is if left open")
    @app_commands.choices(language=choices(["en", *tables()], {"en": "English", **names()}))
    async def help_(interaction: Interaction, language: str | None = None) -> None:
        code = language or OFFERED.get(interaction.locale, "en")
        embed = help_embed(interaction.client.tree.get_commands(), tables().get(code))
        await interaction.response.send_message(embed=embed, ephemeral=True)

    return help_


def privacy_command() -> Command:
    """What is kept."""

    @app_commands.command(
        name="privacy", description="What Lilt keeps of you, what for, and how to delete it"
    )
    async def privacy(interaction: Interaction) -> None:
        embed = discord.Embed(title="Privacy", colour=COLOUR, description=PRIVACY)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    return privacy


def queue_command() -> Command:
    """Who waits."""

    @app_commands.command(
        name="queue", description="How many tunes are waiting, and how long yours will take"
    )
    async def queue(interaction: Interaction) -> None:
        line = queue_line(interaction.client.engine.queue(str(interaction.user.id)))
        await interaction.response.send_message(line, ephemeral=True)

    return queue


def about_embed(card: ModelCard) -> discord.Embed:
    """The model's card in short."""
    size = f", {card.parameters:,} parameters" if card.parameters else ""
    embed = discord.Embed(
        title="Lilt",
        colour=COLOUR,
        description=(
            "Composes folk tunes with a small neural network, a character-level LSTM that writes ABC "
            "notation; a grammar sees to it that the bars add up, and a check that no tune is a copy."
        ),
    )
    tunes = f"{card.tunes:,} tunes" if card.tunes else ""
    trained = ", ".join(filter(None, (tunes, card.date)))
    embed.add_field(name="Model", value=card.model + size, inline=False)
    for name, value in (("Trained on", card.data), ("Trained", trained), ("Terms", card.terms)):
        if value:
            embed.add_field(name=name, value=value, inline=False)
    embed.set_footer(text=f"Lilt {version('lilt')} · MIT licence")
    return embed


def help_embed(commands: Iterable[Any], table: Table | None) -> discord.Embed:
    """Each command in a line; in English without a table."""
    lines = (
        f"`/{command.name}` {command.description}"
        if table is None
        else f"`/{table.shown_name(command.name)}` {table.commands[command.name].description}"
        for command in commands
    )
    embed = discord.Embed(title="Lilt", colour=COLOUR)
    embed.description = "\n".join([HELP if table is None else table.help, "", *lines])
    return embed


def queue_line(queue: Queue) -> str:
    """One or two sentences."""
    if not queue.jobs:
        return "Nobody is waiting: the next tune is made at once."
    tunes = "One tune is" if queue.jobs == 1 else f"{queue.jobs} tunes are"
    own = {0: "none of them yours", 1: "one of them yours"}.get(queue.own, f"{queue.own} of them yours")
    done = "" if queue.seconds is None else f" It will take about {max(1, round(queue.seconds))} s."
    return f"{tunes} being made or waiting, {own}.{done}"
