"""Tunes that are proposed while somebody types a number: by their titles too, which people know better."""

from __future__ import annotations

from discord.app_commands import Choice

from bot.commands.base import CHOICES, HIGHEST_NUMBER, Interaction
from bot.history import Entry
from bot.markdown import one_line
from bot.services import services_of
from bot.views.pagination import SEARCH_LENGTH

NAME_LENGTH = 100


async def tunes_here(interaction: Interaction, typed: int | str) -> list[Choice[int]]:
    """The server's newest tunes, in direct messages one's own, that contain the typed text."""
    history, guild_id, user_id = services_of(interaction).history, interaction.guild_id, interaction.user.id
    words = str(typed).strip()
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 16 else None
    page = await history.page(
        "mine" if guild_id is None else "server",
        user_id if guild_id is None else guild_id,
        search="" if number is not None else words[:SEARCH_LENGTH],
        size=CHOICES,
    )
    found = [entry for entry in page.entries if number is None or str(entry.id).startswith(words)]
    exact = None if number is None or number > HIGHEST_NUMBER else await history.get(number)
    if exact is not None and exact.visible_to(user_id, guild_id):
        found = [exact, *(entry for entry in found if entry.id != exact.id)]
    return [Choice(name=_name(entry), value=entry.id) for entry in found[:CHOICES]]


def _name(entry: Entry) -> str:
    return f"#{entry.id} {one_line(entry.tune.title)}"[:NAME_LENGTH]
