"""The history, page by page: which page is meant, and what stands on it. Knows no buttons and no commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Self, cast

import discord

from bot.answer import page_embed
from bot.errors import NotHere
from bot.history import History, Page, Shelf

Step = Literal["newest", "older", "newer"]

HEADINGS: dict[Shelf, str] = {"mine": "Your tunes", "server": "Tunes of this server"}


@dataclass(frozen=True, slots=True)
class Turn:
    """A page: whose list, who asked for it, and on which side of the entry `anchor` it begins."""

    PATTERN: ClassVar[str] = (
        r"lilt:history:(?P<shelf>mine|server):(?P<asker>\d{1,19}):(?P<step>older|newer):(?P<anchor>\d{1,18})"
    )

    shelf: Shelf
    asker: int
    step: Step = "newest"
    anchor: int = 0

    @property
    def custom_id(self) -> str:
        return f"lilt:history:{self.shelf}:{self.asker}:{self.step}:{self.anchor}"

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        shelf, step = cast(Shelf, match["shelf"]), cast(Step, match["step"])
        return cls(shelf, int(match["asker"]), step, int(match["anchor"]))

    def to(self, step: Step, anchor: int) -> Self:
        """The page next to this one."""
        return replace(self, step=step, anchor=anchor)


async def page_of(history: History, turn: Turn, guild_id: int | None) -> tuple[Page, discord.Embed]:
    """The page, and what it looks like. `guild_id`: where it is shown."""
    if turn.shelf == "server" and guild_id is None:
        raise NotHere("There is no server here; ask for your own tunes instead.")
    owner = turn.asker if turn.shelf == "mine" or guild_id is None else guild_id
    page = await history.page(
        turn.shelf,
        owner,
        older_than=turn.anchor if turn.step == "older" else None,
        newer_than=turn.anchor if turn.step == "newer" else None,
    )
    return page, page_embed(HEADINGS[turn.shelf], page)
