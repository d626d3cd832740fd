"""What the components of a tune have in common. Knows none of them."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any, Self

import discord

from bot.history import Entry
from bot.policy.tune_access import pressed_tune
from bot.services import services_of
from bot.transport.error_reports import report
from generator.errors import LiltError

Interaction = discord.Interaction[Any]
Button = discord.ui.Button[discord.ui.View]
Select = discord.ui.Select[discord.ui.View]

MOST_OPTIONS = 25
"""As many as a menu may have."""


class BadForm(LiltError):
    """A submitted form that is not known, lacks a field, or has a text longer than its field; a choice that a
    menu does not have."""


class _Numbers(Container[str]):
    """The numbers that tunes can have."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,17}", value) is not None


_NUMBERS = _Numbers()


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


def selected(interaction: Interaction, offered: Container[str] | None = None) -> str:
    """The value that was chosen in a menu. Raises BadForm unless it is one, of those `offered`."""
    data: Any = interaction.data
    match data.get("values"):
        case [str(value)] if offered is None or value in offered:
            return value
        case _:
            raise BadForm("This menu has no such choice; please open it again.")


def selected_number(interaction: Interaction) -> int:
    """The number that was chosen in a menu of tunes. Raises BadForm."""
    return int(selected(interaction, _NUMBERS))


def submitted_form(interaction: Interaction, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The match of a submitted form's custom_id with the pattern; None for any other interaction."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Any = interaction.data
    return pattern.fullmatch(str(data["custom_id"]))


def submitted_texts(interaction: Interaction) -> dict[str, str]:
    """The texts of a submitted form, by the names of its fields. What else is in it is left out."""
    data: Any = interaction.data
    labels = (label for label in data["components"] if isinstance(label, dict))
    inputs = (label.get("component") for label in labels)
    pairs = ((one.get("custom_id"), one.get("value")) for one in inputs if isinstance(one, dict))
    return {name: text for name, text in pairs if isinstance(name, str) and isinstance(text, str)}


async def unknown_form(interaction: Interaction) -> None:
    """Say so where no other handler has known a submitted form."""
    is_form = interaction.type is discord.InteractionType.modal_submit
    if is_form and not interaction.response.is_done():
        await report(interaction, BadForm("I do not know this form any more; please open it again."))


def check_form(texts: Mapping[str, str], longest: Mapping[str, int]) -> None:
    """Raises BadForm unless every field is there, and no longer than it may be."""
    for name, length in longest.items():
        if name not in texts:
            raise BadForm("This form came without some of its fields; please open it again.")
        if len(texts[name]) > length:
            raise BadForm(f"The field {name} of this form is too long; the limit is {length} characters.")
