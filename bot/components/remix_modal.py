"""Remix: a form with every setting, filled in from the tune. What was typed is never lost.

The form's state is its custom_id, and what was typed is in the message that says what is wrong with it: both
survive a restart. discord.py itself forgets its forms; `remixed` gets each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

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
from bot.policy.tune_access import pressed_tune
from bot.requests.remix_form import FIELDS, filled_in, read
from bot.services import services_of
from bot.transport.answers import open_form
from bot.transport.error_reports import report, reporting
from bot.views.embeds import typed_embed, typed_texts
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
        await open_form(interaction, RemixForm(entry.id, filled_in(entry.tune.request)))


class Reopen(OfTune, discord.ui.DynamicItem[Button], template=template("reopen")):
    """Opens the form again with what was typed, which is in the message above the button."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.primary
        button: Button = discord.ui.Button(
            label="Change it", style=style, custom_id=f"lilt:reopen:{entry_id}"
        )
        super().__init__(button)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        assert interaction.message is not None  # noqa: S101 - a button is under a message
        by_label = typed_texts(interaction.message)
        texts = {field.name: by_label.get(field.label, "") for field in FIELDS}
        await open_form(interaction, RemixForm(self.entry_id, texts))


class RemixForm(discord.ui.Modal):
    """Every setting, in the five fields that Discord allows."""

    def __init__(self, entry_id: int, texts: Mapping[str, str]) -> None:
        super().__init__(title=f"Remix of #{entry_id}", custom_id=f"lilt:form:{entry_id}")
        for field in FIELDS:
            typed: discord.ui.TextInput[RemixForm] = discord.ui.TextInput(
                custom_id=field.name,
                default=texts.get(field.name, "")[: field.length],
                max_length=field.length,
                required=False,
            )
            self.add_item(discord.ui.Label(text=field.label, description=field.hint, component=typed))


async def remixed(interaction: Interaction) -> None:
    """Compose what a submitted form asks for. An error is reported with a way back to the form."""
    match = submitted_form(interaction, FORM)
    if match is None:
        return
    entry_id, texts = int(match["entry"]), submitted_texts(interaction)
    services = services_of(interaction)
    try:
        check_form(texts, {field.name: field.length for field in FIELDS})
        entry = await pressed_tune(services.history, interaction, entry_id)
        request = replace(read(texts), model=entry.tune.request.model)  # the form does not ask for it
        resolve(await services.catalogue_of(request.model), request, request.seed or 0)
        await services.orders.compose(interaction, request, parent=entry.id)
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        typed = typed_embed({field.label: texts.get(field.name, "")[: field.length] for field in FIELDS})
        await report(interaction, error, embed=typed, view=view_of(Reopen(entry_id)))
