"""Practice, in the menu More: a form that says which section, how often and how fast. Nothing typed is lost.

The form's state is its custom_id, and what was typed is in the message that says what is wrong with it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import partial

import discord

from bot.components.base import (
    Button,
    Interaction,
    OfTune,
    check_form,
    submitted_form,
    submitted_texts,
    template,
    view_of,
)
from bot.history import Entry
from bot.policy.tune_access import pressed_tune
from bot.requests.practice_form import FIELDS, LENGTH, read_form, suggested
from bot.requests.renditions import practised
from bot.services import services_of
from bot.transport.answers import open_form
from bot.transport.error_reports import report, reporting
from bot.views.embeds import typed_embed, typed_texts
from generator.compose.written.source import changeable

FORM = re.compile(template("practice"))


class ReopenPractice(OfTune, discord.ui.DynamicItem[Button], template=template("practise")):
    """Opens the form again with what was typed, which is in the message above the button."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.primary
        button: Button = discord.ui.Button(
            label="Change it", style=style, custom_id=f"lilt:practise:{entry_id}"
        )
        super().__init__(button)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        by_label = typed_texts(interaction.message) if interaction.message else {}
        texts = {field.name: by_label.get(field.label, "") for field in FIELDS}
        await open_form(interaction, PracticeForm(self.entry_id, texts))


class PracticeForm(discord.ui.Modal):
    """A field for each thing that is chosen."""

    def __init__(self, entry_id: int, texts: Mapping[str, str]) -> None:
        super().__init__(title=f"Practise #{entry_id}", custom_id=f"lilt:practice:{entry_id}")
        for field in FIELDS:
            typed: discord.ui.TextInput[PracticeForm] = discord.ui.TextInput(
                custom_id=field.name,
                default=texts.get(field.name, "")[:LENGTH],
                max_length=LENGTH,
                required=False,
            )
            self.add_item(discord.ui.Label(text=field.label, description=field.hint, component=typed))


async def open_practice(interaction: Interaction, entry: Entry) -> None:
    """Open the form, filled in with what suits most people."""
    parts, _ = await asyncio.to_thread(changeable, entry.tune.abc)
    await open_form(interaction, PracticeForm(entry.id, suggested(parts)))


async def practise(interaction: Interaction) -> None:
    """Render what a submitted form asks for. An error is reported with a way back to the form."""
    match = submitted_form(interaction, FORM)
    if match is None:
        return
    entry_id, texts = int(match["entry"]), submitted_texts(interaction)
    services = services_of(interaction)
    try:
        check_form(texts, {field.name: LENGTH for field in FIELDS})
        entry = await pressed_tune(services.history, interaction, entry_id)
        practice, heard = read_form(texts)
        make = partial(practised, entry.tune, practice, heard)
        await services.orders.show_rendition(interaction, entry, await asyncio.to_thread(make))
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        typed = typed_embed({field.label: texts.get(field.name, "")[:LENGTH] for field in FIELDS})
        await report(interaction, error, embed=typed, view=view_of(ReopenPractice(entry_id)))
