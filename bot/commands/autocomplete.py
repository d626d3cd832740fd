"""Tunes that are proposed while somebody types a number: by their titles too, which people know better."""

from __future__ import annotations

from discord.app_commands import Choice

from bot.commands.base import CHOICES, HIGHEST_NUMBER, Interaction
from bot.markdown import one_line
from bot.services import services_of
from bot.views.pagination import SEARCH_LENGTH

NAME_LENGTH = 100


async def tunes_here(interaction: Interaction, typed: int | str) -> list[Choice[int]]:
    """The server's newest tunes, in direct messages one's own, that contain the typed text."""
    history, guild_id, user_id = services_of(interaction).history, interaction.guild_id, interaction.user.id
    words = str(typed).strip()
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 16 else None
    newest = await history.suggest(
        user_id,
        "mine" if guild_id is None else "server",
        user_id if guild_id is None else guild_id,
        search="" if number is not None else words[:SEARCH_LENGTH],
        size=CHOICES,
    )
    found = {one: title for one, title in newest if number is None or str(one).startswith(words)}
    exact = None if number is None or number > HIGHEST_NUMBER else await history.get(number)
    if exact is not None and exact.visible_to(user_id, guild_id):
        found = {exact.id: exact.tune.title} | found
    return [Choice(name=_name(*one), value=one[0]) for one in list(found.items())[:CHOICES]]


def _name(number: int, title: str) -> str:
    return f"#{number} {one_line(title)}"[:NAME_LENGTH]
