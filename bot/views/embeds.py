"""The embeds of tunes: one tune, a list, the most saved, a set, a family.

What people or the model wrote is data here: its markdown is escaped, its length is limited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import discord

from bot.history import BY_HAND, Entry, Page
from bot.markdown import one_line, visible
from bot.views.provenance import is_printed, nearest_printed
from bot.views.text import TITLE_IN_LIST, facts, key_name, plain
from generator.tune import Rendering

COLOUR = discord.Colour(0x2E8B57)

_NO_TICK = "\u02cb"
"""Looks like a backtick, which would end a piece of code."""


def tune_embed(entry: Entry, *, players: str) -> discord.Embed:
    """The embed of a tune that these `players` play.

    What is seen at a glance: type, key, meter, tempo and players on one line, and who asked.
    """
    request, tune = entry.tune.request, entry.tune
    tempo = request.tempo and str(request.tempo)
    glance = (request.type, key_name(request), request.meter, tempo, players)
    lines = [" · ".join(plain(fact) for fact in glance if fact)]
    if is_printed(tune):
        lines.append(f"This is printed as {nearest_printed(tune)}.")
    embed = discord.Embed(
        title=f"#{entry.id} · {plain(tune.title)}",
        description="\n".join(lines),
        colour=COLOUR,
        timestamp=datetime.fromtimestamp(entry.created_at, UTC),
    )
    origin = " · not composed by Lilt" if tune.model == BY_HAND else ""
    embed.set_footer(text=one_line(f"Asked for by {entry.asker.user_name}{origin}")[:2048])
    return embed


def page_embed(heading: str, page: Page, *, by_one: bool) -> discord.Embed:
    """A page of the history: number, title, type, key, when; and who, unless all are `by_one` user."""
    lines = [_page_line(entry, with_user=not by_one) for entry in page.entries]
    embed = discord.Embed(title=heading, colour=COLOUR, description="\n".join(lines))
    if page.entries:
        first, last = page.newer + 1, page.newer + len(page.entries)
        embed.set_footer(text=f"{first} to {last} of {page.total} · /tune plays one")
    else:
        embed.description = "There are no tunes here yet; `/compose` makes one."
    return embed


def _page_line(entry: Entry, *, with_user: bool) -> str:
    more = (f"<t:{entry.created_at}:R>", *([f"<@{entry.asker.user_id}>"] if with_user else []))
    unseen = () if entry.message_id else ("not shown yet",)
    return " · ".join((numbered(entry), *plain_facts(entry), *more, *unseen))


def numbered(entry: Entry) -> str:
    """A tune in a list: its number and title."""
    return f"**#{entry.id}** {plain(entry.tune.title, TITLE_IN_LIST)}"


def plain_facts(entry: Entry) -> tuple[str, ...]:
    """A tune's type and key, as markdown."""
    return tuple(map(plain, facts(entry.tune.request)))


def top_embed(best: Sequence[tuple[Entry, int]]) -> discord.Embed:
    """The tunes that most people saved, with how many did."""
    embed = discord.Embed(title="Most saved on this server", colour=COLOUR)
    embed.description = "\n".join(_top_line(entry, saves) for entry, saves in best) or (
        "Nobody has saved a tune here yet; press ♥ under a tune to save it."
    )
    return embed


def _top_line(entry: Entry, saves: int) -> str:
    parts = (f"♥ {saves}", numbered(entry), *plain_facts(entry), f"<@{entry.asker.user_id}>")
    return " · ".join(parts)


def set_embed(entries: Sequence[Entry], times: int, rendering: Rendering, *, players: str) -> discord.Embed:
    """A set: its tunes, who plays them, how often each is played, how long it is."""
    lines = [*(" · ".join((numbered(entry), *plain_facts(entry))) for entry in entries), plain(players)]
    embed = discord.Embed(title="A set", colour=COLOUR, description="\n".join(lines))
    each = {1: "once", 2: "twice"}.get(times, f"{times} times")
    minutes, seconds = divmod(round(rendering.seconds), 60)
    embed.set_footer(text=f"Each tune {each} · {minutes}:{seconds:02} · /tune plays one of them")
    return embed


def family_embed(entry: Entry, tree: Sequence[str]) -> discord.Embed:
    """What a tune grew out of and what grew out of it, line by line."""
    embed = discord.Embed(title=f"The family of #{entry.id}", colour=COLOUR)
    embed.description = "```\n" + "\n".join(tree) + "\n```"
    return embed


def typed_embed(texts: Mapping[str, str]) -> discord.Embed:
    """What a person typed into a form, by its labels; `typed_texts` reads it back."""
    embed = discord.Embed(title="What you asked for")
    for label, text in texts.items():
        if visible(text).strip():
            shown = visible(text).strip().replace("`", _NO_TICK)
            embed.add_field(name=label, value=f"`{shown}`", inline=False)
    return embed


def typed_texts(message: discord.Message) -> dict[str, str]:
    """The texts that a message with a `typed_embed` holds, by their labels."""
    fields = (field for embed in message.embeds for field in embed.fields)
    return {str(field.name): str(field.value).strip("`") for field in fields}
