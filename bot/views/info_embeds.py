"""The embeds about Lilt itself: /about, /help, /privacy and a server's /settings."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import discord

from bot.policy.guild_settings import GuildSettings
from bot.views.embeds import COLOUR
from bot.views.i18n import Table
from bot.views.model_card import ModelCard

AS_USUAL = "as usual"
"""An option that a server has not set."""

HELP = (
    "`/compose` makes a tune; under it are buttons to go on from there. "
    "Whatever you leave open is drawn as the old collections would have it."
)
PRIVACY = """\
**What Lilt keeps**, in a database of the person who runs this bot: for each tune that you ask for the tune \
itself, what you asked for, your Discord id and name, the server, the channel and the message, and when; \
which tunes you saved; what managers set for their server; the ids of people whom the bot's owner blocked.
**What for**: so that you find your tunes again (`/history`), so that the buttons under them work, and so \
that nobody takes too much at once.
**What it does not do**: read messages, send anything to anybody else, or train on what you write.
**Who sees it**: a tune can be seen where it was made; one made in direct messages only by you.
`/my-data` gives you all of it as a file. `/forget-me` deletes it, and nothing of it stays in the database \
but your id on the block list, if you are on it. Messages that were sent stay on Discord until they are \
deleted there. The person who runs the bot may keep backups, and logs with ids in them, for a while."""


def about_embed(card: ModelCard) -> discord.Embed:
    """The model's card in short."""
    size = f", {card.parameters:,} parameters" if card.parameters else ""
    embed = discord.Embed(
        title="Lilt",
        colour=COLOUR,
        description=(
            "Composes folk tunes with a small neural network, a character-level LSTM that writes ABC "
            "notation. A grammar makes sure that the bars add up, and a check that no tune is a copy."
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


def privacy_embed() -> discord.Embed:
    """What is stored, what for, and how to delete it."""
    return discord.Embed(title="Privacy", colour=COLOUR, description=PRIVACY)


def settings_embed(settings: GuildSettings) -> discord.Embed:
    """All that a server has set, and how to change it."""
    fields = {
        "Where": ", ".join(f"<#{channel}>" for channel in settings.channels) or "everywhere",
        "Who": "everyone" if settings.role is None else f"<@&{settings.role}>",
        "Between two tunes": f"{settings.cooldown} seconds" if settings.cooldown else "no pause",
        "Tunes a day": str(settings.daily or "as many as they like"),
        "Instrument": settings.instrument or AS_USUAL,
        "Daring": settings.daring or AS_USUAL,
    }
    embed = discord.Embed(title="Lilt on this server", colour=COLOUR)
    for name, value in fields.items():
        embed.add_field(name=name, value=value)
    embed.set_footer(text="The options of /settings change this; naming a channel again removes it.")
    return embed
