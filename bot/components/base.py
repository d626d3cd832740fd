"""What the components of a tune have in common. Knows none of them."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.history import Entry
from bot.policy.tune_access import pressed_tune
from bot.services import services_of

Interaction = discord.Interaction[Any]
Button = discord.ui.Button[discord.ui.View]
Select = discord.ui.Select[discord.ui.View]

MOST_OPTIONS = 25
"""As many as a menu may have."""

FORM_SECONDS = 900
"""How long discord.py remembers a form that nobody submits."""


def template(name: str) -> str:
    """The pattern of the custom_id of a component that belongs to a tune."""
    return rf"lilt:{name}:(?P<entry>\d{{1,18}})"


class Stateless:
    """Mixed into a DynamicItem whose custom_id holds nothing but its name."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls()


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
        """The tune. Raises TuneNotFound where it was deleted, or the user may not see it."""
        return await pressed_tune(services_of(interaction).history, interaction, self.entry_id)


def view_of(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """A view of these items that never times out."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def selected(interaction: Interaction) -> str:
    """The value that was chosen in a menu."""
    data: Any = interaction.data
    (value,) = data["values"]
    return str(value)


def submitted_form(interaction: Interaction, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The match of a submitted form's custom_id with the pattern; None for any other interaction."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Any = interaction.data
    return pattern.fullmatch(str(data["custom_id"]))


def submitted_texts(interaction: Interaction) -> dict[str, str]:
    """The texts of a submitted form, by the names of its fields."""
    data: Any = interaction.data
    inputs = (label["component"] for label in data["components"])
    return {one["custom_id"]: one["value"] for one in inputs}
