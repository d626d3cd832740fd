"""Remix: a form with every setting, filled in from the tune, in the five fields that Discord allows.

discord.py itself forgets its forms; `remixed` gets each of them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

import discord

from bot.components.base import Button, Interaction, OfTune, template
from bot.components.field_form import FieldForm, change_it, submitted, typed_before
from bot.history import BY_HAND, Entry
from bot.requests.remix_form import FIELDS, filled_in, read, settings_of
from bot.services import services_of
from bot.transport.answers import open_form
from bot.transport.error_reports import reporting
from generator.compose.resolve import resolve

FORM = re.compile(template("form"))


class Remix(OfTune, discord.ui.DynamicItem[Button], template=template("remix")):
    """Opens the form."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="Remix", custom_id=f"lilt:remix:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        settings = await asyncio.to_thread(settings_of, entry.tune)
        if entry.tune.model == BY_HAND:
            catalogue = await services_of(interaction).catalogue_of(entry.asked.model)
            settings = catalogue.nearest_request(settings)
        await open_form(interaction, _form(entry.id, filled_in(settings)))


class Reopen(OfTune, discord.ui.DynamicItem[Button], template=template("reopen")):
    """Opens the form again with what was typed, which is in the message above the button."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(change_it(f"lilt:reopen:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        await open_form(interaction, _form(self.entry_id, typed_before(interaction, FIELDS)))


async def remixed(interaction: Interaction) -> None:
    """Compose what a submitted form asks for."""

    async def act(entry: Entry, texts: Mapping[str, str]) -> None:
        services = services_of(interaction)
        request = replace(read(texts), model=entry.tune.request.model)  # the form does not ask for it
        resolve(await services.catalogue_of(request.model), request, request.seed or 0)
        await services.orders.compose(interaction, request, parent=entry.id)

    await submitted(interaction, FORM, FIELDS, act, Reopen)


def _form(entry_id: int, texts: Mapping[str, str]) -> FieldForm:
    return FieldForm(f"Remix of #{entry_id}", f"lilt:form:{entry_id}", FIELDS, texts)
