"""Remix: a form with every setting, filled in from the tune. What was typed is never lost.

The form's state is its custom_id, and what was typed stands in the message that says what is wrong with it:
both outlive a restart. discord.py itself forgets its forms when it is restarted; `submitted` hears of each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.components.base import Button, Interaction, OfTune, entry_of, template
from bot.errors import tell, told
from bot.requests.remix_form import FIELDS, read, written
from generator.compose.resolve import resolve
from generator.errors import LiltError

FORM = re.compile(template("form"))
_NO_TICK = "\u02cb"
"""Looks like a backtick, which would end the code that what was typed is shown as."""
FORM_SECONDS = 900
"""How long discord.py remembers a form that nobody sends."""


class Remix(OfTune, discord.ui.DynamicItem[Button], template=template("remix")):
    """Opens the form."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="Remix", custom_id=f"lilt:remix:{entry_id}"))
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        await interaction.response.send_modal(Form(entry.id, written(entry.tune.request)))


class Reopen(OfTune, discord.ui.DynamicItem[Button], template=template("reopen")):
    """Opens the form again with what was typed, which stands in the message above the button."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.primary
        button: Button = discord.ui.Button(
            label="Change it", style=style, custom_id=f"lilt:reopen:{entry_id}"
        )
        super().__init__(button)
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        assert interaction.message is not None  # noqa: S101 - a button stands under a message
        await interaction.response.send_modal(Form(self.entry_id, _noted(interaction.message)))


class Form(discord.ui.Modal):
    """Every setting, in the five fields that Discord allows."""

    def __init__(self, entry_id: int, texts: Mapping[str, str]) -> None:
        super().__init__(
            title=f"Remix of #{entry_id}", custom_id=f"lilt:form:{entry_id}", timeout=FORM_SECONDS
        )
        for field in FIELDS:
            typed: discord.ui.TextInput[Form] = discord.ui.TextInput(
                custom_id=field.name,
                default=texts.get(field.name, "")[: field.length],
                max_length=field.length,
                required=False,
            )
            self.add_item(discord.ui.Label(text=field.label, description=field.hint, component=typed))


async def submitted(interaction: Interaction) -> None:
    """Compose what a form asks for; any other interaction is left alone. Errors are told with a way back."""
    data: Any = interaction.data
    match = FORM.fullmatch(str(data.get("custom_id"))) if data else None
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    texts = _typed(data["components"])
    try:
        entry = await entry_of(interaction, int(match["entry"]))
        asked = replace(read(texts), model=entry.tune.request.model)  # the form does not ask for it
        resolve(await interaction.client.learnt(asked.model), asked, asked.seed or 0)
        await interaction.client.delivery.compose(interaction, asked, parent=entry.id)
    except LiltError as error:
        await tell(interaction, error, embed=_note(texts), view=_way_back(int(match["entry"])))
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        await tell(interaction, error)


def _typed(components: list[Any]) -> dict[str, str]:
    """The texts of a form, by the names of its fields."""
    inputs = (label["component"] for label in components)
    return {one["custom_id"]: one["value"] for one in inputs}


def _note(texts: Mapping[str, str]) -> discord.Embed:
    """What was typed, to be seen and to be read back."""
    note = discord.Embed(title="What you asked for")
    for field in FIELDS:
        if text := texts.get(field.name, "").strip():
            note.add_field(name=field.label, value=f"`{text.replace('`', _NO_TICK)}`", inline=False)
    return note


def _noted(message: discord.Message) -> dict[str, str]:
    names = {field.label: field.name for field in FIELDS}
    fields = [field for note in message.embeds for field in note.fields]
    return {names[str(one.name)]: str(one.value).strip("`") for one in fields if one.name in names}


def _way_back(entry_id: int) -> discord.ui.View:
    return discord.ui.View(timeout=None).add_item(Reopen(entry_id))
