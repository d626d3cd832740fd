"""/family: what grew out of what, as a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.autocomplete import tunes_here
from bot.commands.base import HIGHEST_NUMBER, Command, Interaction
from bot.components.page_buttons import find
from bot.history import Entry
from bot.views.embeds import COLOUR
from bot.views.text import key_name

MOST_LINES = 40
MOST_ABOVE = 8
"""Generations that are shown above the tune that was asked for."""
LINE_LENGTH = 72
DEEPEST = 10
"""Beyond this a line is not set in any further."""


def family_command() -> Command:
    """The family of a tune."""

    @app_commands.command(name="family", description="What a tune grew out of, and what grew out of it")
    @app_commands.describe(number="A tune's number, as /history shows it")
    @app_commands.rename(number="id")
    async def family(interaction: Interaction, number: Range[int, 1, HIGHEST_NUMBER]) -> None:
        entry = await find(interaction, number)
        members = await interaction.client.history.family(number)
        seen = {one.id for one in members if one.visible_to(interaction.user.id, interaction.guild_id)}
        text = "\n".join(tree(members, entry.id, seen | {entry.id}))
        embed = discord.Embed(title=f"The family of #{entry.id}", colour=COLOUR)
        embed.description = f"```\n{text}\n```"
        await interaction.response.send_message(embed=embed)

    family.autocomplete("number")(tunes_here)
    return family


def tree(members: list[Entry], asked: int, seen: set[int]) -> list[str]:
    """The family line by line, the branch with the `asked` tune first; what is not `seen` has no name."""
    known = {entry.id: entry for entry in members}
    above = _above(known, asked)
    at = min(MOST_ABOVE, len(above) - 1)
    start, before = above[at], len(above) - 1 - at
    lines = [f"… {before} more above"] if before else []
    children: dict[int, list[int]] = defaultdict(list)
    for entry in members:
        if entry.parent in known:
            children[entry.parent].append(entry.id)
    for siblings in children.values():
        siblings.sort(key=lambda one: (one not in above, one))
    drawn = list(_draw(start, children, "", ""))
    for indent, number in drawn[:MOST_LINES]:
        mark = " ◀" if number == asked else ""
        lines.append(f"{indent}{_name(known[number], seen)}{mark}")
    left = len(drawn) - MOST_LINES
    return [*lines, f"… {left} more below"] if left > 0 else lines


def _above(known: dict[int, Entry], asked: int) -> list[int]:
    """The tune, its parent, and so on up."""
    chain = [asked]
    while (parent := known[chain[-1]].parent) in known:
        chain.append(parent)
    return chain


def _draw(number: int, children: dict[int, list[int]], indent: str, below: str) -> Iterator[tuple[str, int]]:
    """Indents and numbers, a tune before what grew out of it. Without recursion: families can be deep."""
    waiting = [(number, indent, below)]
    while waiting:
        number, indent, below = waiting.pop()
        yield indent, number
        offspring = children.get(number, [])
        deeper = len(below) // 3 < DEEPEST
        for child in reversed(offspring):
            last = child == offspring[-1]
            stem = below if deeper else below[:-3]
            waiting.append((child, stem + ("└─ " if last else "├─ "), stem + ("   " if last else "│  ")))


def _name(entry: Entry, seen: set[int]) -> str:
    if entry.id not in seen:
        return "(a tune from elsewhere)"
    title = " ".join(entry.tune.title.replace("`", "'").split())
    facts = (entry.tune.request.type, key_name(entry.tune.request), entry.asker.user_name.replace("`", "'"))
    return f"#{entry.id} {title} · {' · '.join(fact for fact in facts if fact)}"[:LINE_LENGTH]
