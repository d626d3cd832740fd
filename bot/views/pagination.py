"""The history, page by page: which page is meant, and what is on it. Knows no components and no commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Self, cast

import discord

from bot.errors import NotHere
from bot.history import History, Page, Shelf
from bot.views.embeds import page_embed
from bot.views.text import plain

Step = Literal["newest", "older", "newer"]

HEADINGS: dict[Shelf, str] = {
    "mine": "Your tunes",
    "server": "This server's tunes",
    "saved": "Your saved tunes",
}
SEARCH_LENGTH = 30
"""Characters of a search: it is in the custom_id of a button, which has room for 100."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A page: of which list, who asked for it, on which side of the entry `anchor` it begins, the search."""

    PATTERN: ClassVar[str] = (
        r"lilt:history:(?P<shelf>mine|server|saved):(?P<asker>\d{1,19}):(?P<step>older|newer)"
        r":(?P<anchor>\d{1,18})(:(?P<search>.*))?"
    )

    shelf: Shelf
    asker: int
    step: Step = "newest"
    anchor: int = 0
    search: str = ""

    @property
    def custom_id(self) -> str:
        return f"lilt:history:{self.shelf}:{self.asker}:{self.step}:{self.anchor}:{self.search}"

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        shelf, step = cast(Shelf, match["shelf"]), cast(Step, match["step"])
        return cls(shelf, int(match["asker"]), step, int(match["anchor"]), match["search"] or "")

    def to(self, step: Step, anchor: int) -> Self:
        """The page next to this one."""
        return replace(self, step=step, anchor=anchor)

    @property
    def heading(self) -> str:
        search = f" with “{plain(self.search)}”" if self.search else ""
        return HEADINGS[self.shelf] + search


async def page_of(history: History, turn: Turn, guild_id: int | None) -> tuple[Page, discord.Embed]:
    """The page and its embed. `guild_id`: where it is shown. Raises NotHere."""
    if turn.shelf == "server" and guild_id is None:
        raise NotHere("This is not a server; choose your own tunes instead.")
    owner = guild_id if turn.shelf == "server" and guild_id is not None else turn.asker
    page = await history.page(
        turn.shelf,
        owner,
        search=turn.search,
        older_than=turn.anchor if turn.step == "older" else None,
        newer_than=turn.anchor if turn.step == "newer" else None,
    )
    embed = page_embed(turn.heading, page, by_one=turn.shelf == "mine")
    if turn.search and not page.entries:
        embed.description = "No tunes were found; search for part of a title, or for a type such as jig."
    elif turn.shelf == "saved" and not page.entries:
        embed.description = "You have not saved any tunes yet; press ♥ under a tune to save it."
    return page, embed
