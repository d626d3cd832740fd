"""Practice, in the menu More: a form that says which section, how often and how fast."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import partial

import discord

from bot.components.base import Button, Interaction, OfTune, template
from bot.components.field_form import FieldForm, change_it, submitted, typed_before
from bot.history import Entry
from bot.requests.practice_form import FIELDS, naming_fields, read_form, suggested
from bot.requests.renditions import practised
from bot.services import services_of
from bot.transport.answers import open_form
from bot.transport.error_reports import reporting
from generator.compose.written.source import changeable
from generator.notation.reading.books.book import first_tune
from generator.notation.reading.reader import read_abc

FORM = re.compile(template("practice"))


class ReopenPractice(OfTune, discord.ui.DynamicItem[Button], template=template("practise")):
    """Opens the form again with what was typed, which is in the message above the button."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(change_it(f"lilt:practise:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        await open_form(interaction, _form(self.entry_id, typed_before(interaction, FIELDS)))


async def open_practice(interaction: Interaction, entry: Entry) -> None:
    """Open the form, filled in with what suits most people."""
    texts = await asyncio.to_thread(_suggested, entry.tune.abc)
    await open_form(interaction, _form(entry.id, texts))


def _suggested(abc: str) -> dict[str, str]:
    parts, _ = changeable(abc)
    return suggested(parts, meter=not read_abc(first_tune(abc).text).meter.free)


async def practise(interaction: Interaction) -> None:
    """Render what a submitted form asks for."""

    async def act(entry: Entry, texts: Mapping[str, str]) -> None:
        practice, heard = read_form(texts)
        with naming_fields(texts):
            rendition = await asyncio.to_thread(partial(practised, entry.tune, practice, heard))
        await services_of(interaction).orders.show_rendition(interaction, entry, rendition)

    await submitted(interaction, FORM, FIELDS, act, ReopenPractice)


def _form(entry_id: int, texts: Mapping[str, str]) -> FieldForm:
    return FieldForm(f"Practise #{entry_id}", f"lilt:practice:{entry_id}", FIELDS, texts)
