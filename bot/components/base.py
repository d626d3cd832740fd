"""What the controls under a tune have in common. Knows none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.errors import NotFound

if TYPE_CHECKING:
    from bot.app import Lilt  # noqa: F401 - the name in the string below
    from bot.history import Entry

Interaction = discord.Interaction["Lilt"]
Button = discord.ui.Button[discord.ui.View]
Select = discord.ui.Select[discord.ui.View]


def template(name: str) -> str:
    """The pattern of the custom_id of a control under a tune."""
    return rf"lilt:{name}:(?P<entry>\d{{1,18}})"


class OfTune:
    """Mixed into a DynamicItem whose custom_id says which tune it belongs to, and no more."""

    entry_id: int

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        make: Any = cls
        made: Self = make(int(match["entry"]))
        return made

    async def entry(self, interaction: Interaction) -> Entry:
        """The tune. Raises NotFound where it was deleted."""
        return await entry_of(interaction, self.entry_id)


async def entry_of(interaction: Interaction, entry_id: int) -> Entry:
    """Raises NotFound where it was deleted."""
    entry = await interaction.client.history.get(entry_id)
    if entry is None:
        raise NotFound(entry_id)
    return entry


def chosen(interaction: Interaction) -> str:
    """What was picked in a menu of one."""
    data: Any = interaction.data
    (value,) = data["values"]
    return str(value)
