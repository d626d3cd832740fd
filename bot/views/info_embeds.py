"""The embeds about Lilt itself: /about, /help, /privacy and a server's /settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

import discord

from bot.policy.guild_settings import GuildSettings
from bot.views.embeds import COLOUR
from bot.views.i18n import Table
from bot.views.text import plain
from generator.model.card import ModelCard
from generator.tabs import NO_TAB

DEFAULT = "default"
"""An option that a server has not set."""

HELP = (
    "`/compose` makes a tune, and you can go on with the buttons under it. "
    "What you leave out is chosen at random, as often as it occurs in the old collections. "
    "The option `backing` says what accompanies the tune: a guitar, a piano, a drone or a whole band."
)
PRIVACY = """\
**What Lilt stores**, in the database of the person who runs this bot: for each tune that you ask for, the \
tune, what you asked for, your Discord id and name, the server, the channel, the message, and the time; for \
a variation, the id of the person whose words are in it; the last ten texts with several tunes that you \
sent; the tunes that you saved; for a day, when you made a tune that you deleted; the settings of each \
server, who set up its `/daily`, and who began a challenge and when; the ids of users whom the owner has \
blocked.
**Why**: so that you can find your tunes again (`/history`), so that their buttons work, and so that nobody \
uses more than a fair share.
**What Lilt does not do**: read messages, send your data to anybody else, or train on what you write.
**Who can see a tune**: you; everybody on the server where it was made, in every channel; everybody who sees \
a message that shows it; those who saved it. One that was made in direct messages: those who are in that \
conversation, and those who saved it there.
`/my-data` gives you all your data as a file. `/forget-me` deletes it from the database at once, with the \
words that you wrote in other people's variations; the button Delete does that for one tune. `/forget-me` \
also forgets how many tunes you made today, so a server's limit for 24 hours begins anew. Traces in \
unused parts of its files are removed when nobody else needs the database, and after an hour even if \
somebody does. That fails while another program reads the database or the disk is full; then Lilt tries \
again every minute, also after a restart, until it is done. Only your id on the block list stays, if it is \
there. Messages stay on Discord until somebody deletes them there. The person who runs the bot may \
keep backups, and logs with ids in them, for some time."""


MISSING = (
    "In this channel I lack {}. Please give them to my role, or allow them in this channel: without them a "
    "tune that comes late cannot be posted here."
)


def about_embed(card: ModelCard) -> discord.Embed:
    """The model's card in short."""
    size = f", {card.parameters:,} parameters" if card.parameters else ""
    embed = discord.Embed(
        title="Lilt",
        colour=COLOUR,
        description=(
            "Lilt composes folk tunes with a small neural network, a character-level LSTM that writes ABC "
            "notation. A grammar makes sure that the bars add up. A check makes sure that no tune is a copy."
        ),
    )
    tunes = f"{card.tunes:,} tunes" if card.tunes else ""
    trained = ", ".join(filter(None, (tunes, card.date)))
    embed.add_field(name="Model", value=plain(card.model) + size, inline=False)
    fields = {"Trained on": card.data, "Trained": trained, "Made with": card.command, "Terms": card.terms}
    for name, value in fields.items():
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


def settings_embed(settings: GuildSettings, missing: Sequence[str]) -> discord.Embed:
    """All that a server has set, and how to change it; the permissions that Lilt lacks in this channel."""
    fields = {
        "Where": ", ".join(f"<#{channel}>" for channel in settings.channels) or "everywhere",
        "Who": "everyone" if settings.role is None else f"<@&{settings.role}>",
        "Wait between two tunes": f"{settings.cooldown} seconds" if settings.cooldown else "none",
        "Tunes per user in 24 hours": str(settings.daily or "no limit"),
        "Instrument": settings.instrument or DEFAULT,
        "Backing": settings.backing or DEFAULT,
        "Daring": settings.daring or DEFAULT,
        "Tablature": settings.tab or NO_TAB,
    }
    embed = discord.Embed(title="Lilt on this server", colour=COLOUR)
    for name, value in fields.items():
        embed.add_field(name=name, value=value)
    if missing:
        lacks = ", ".join(f"*{name.title()}*" for name in missing)
        embed.add_field(name="Missing permissions", value=MISSING.format(lacks), inline=False)
    embed.set_footer(text="Change these with the options of /settings. To remove a channel, choose it again.")
    return embed
