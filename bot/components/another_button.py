"""Another: the same request, as it was asked, with a new seed. A type that was drawn stays."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.components.base import Button, Interaction, OfTune, template
from bot.history import BY_HAND, Entry
from bot.requests.kinds import said_of_kind
from bot.services import services_of
from bot.transport.error_reports import reporting
from generator.catalogue import Catalogue
from generator.request import ComposeRequest


class Another(OfTune, discord.ui.DynamicItem[Button], template=template("another")):
    """The same request, new notes."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.primary
        button: Button = discord.ui.Button(label="Another", style=style, custom_id=f"lilt:another:{entry_id}")
        super().__init__(button)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        services = services_of(interaction)
        request = another(entry, await services.catalogue_of(entry.asked.model))
        said = said_of_kind(entry.asked, request) if entry.tune.model == BY_HAND else []
        await services.orders.compose(interaction, request, parent=entry.id, notes=said)


def another(entry: Entry, catalogue: Catalogue) -> ComposeRequest:
    """What was asked for, of the type that the tune is, if the model (still) knows it.

    A variation has the type of its source. A tune that somebody sent asks for the nearest kind that it knows.
    """
    asked, drawn = replace(entry.asked, seed=None), entry.tune.request.type
    if entry.tune.model == BY_HAND:
        return catalogue.nearest_request(asked)
    keeps = asked.type is None and asked.source is None and drawn in catalogue.types
    return replace(asked, type=drawn) if keeps else asked
