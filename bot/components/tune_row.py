"""What stands under a tune, and the controls that change the row they stand in: Save and Delete.

The row: Another, Remix, Save, Delete; under it the menus Vary and More.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.components.another_button import Another
from bot.components.base import Button, Interaction, OfTune, template
from bot.components.more_menu import More
from bot.components.remix_modal import Remix
from bot.components.vary_menu import Vary
from bot.errors import UNDELIVERED, NotHere, told

if TYPE_CHECKING:
    from bot.history import Entry

log = logging.getLogger(__name__)


def tune_buttons(entry: Entry, saves: int = 0, *, deleting: bool = False) -> discord.ui.View:
    """What can be done with a tune that `saves` people saved. `deleting`: somebody wants it gone."""
    last = (DeleteNow(entry.id), Keep(entry.id)) if deleting else (Delete(entry.id),)
    view = discord.ui.View(timeout=None)
    for item in (Another(entry.id), Remix(entry.id), Save(entry.id, saves), *last):
        view.add_item(item)
    return view.add_item(Vary(entry.id, entry.tune.request)).add_item(More(entry.id))


class Save(OfTune, discord.ui.DynamicItem[Button], template=template("save")):
    """♥: keeps a tune among one's own, or takes that back."""

    def __init__(self, entry_id: int, saves: int = 0) -> None:
        label = f"Save ({saves})" if saves else "Save"
        super().__init__(discord.ui.Button(label=label, emoji="♥️", custom_id=f"lilt:save:{entry_id}"))
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        await interaction.client.limits.admit(interaction)
        entry = await self.entry(interaction)
        saved = await interaction.client.history.save(interaction.user.id, entry.id)
        await _show_row(interaction, entry)
        words = "Saved; `/history` lists what you saved." if saved else "Not saved any more."
        await interaction.followup.send(words, ephemeral=True)


class Delete(OfTune, discord.ui.DynamicItem[Button], template=template("delete")):
    """Asks whether the tune shall be gone, in the row itself."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="Delete", custom_id=f"lilt:delete:{entry_id}"))
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        _check_may_delete(interaction, entry)
        await _show_row(interaction, entry, deleting=True)


class Keep(OfTune, discord.ui.DynamicItem[Button], template=template("keep")):
    """Takes Delete back."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="Keep", custom_id=f"lilt:keep:{entry_id}"))
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        _check_may_delete(interaction, entry)
        await _show_row(interaction, entry)


class DeleteNow(OfTune, discord.ui.DynamicItem[Button], template=template("delete-now")):
    """Removes the tune from the history, and the message."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.danger
        button: Button = discord.ui.Button(
            label="Delete for good", style=style, custom_id=f"lilt:delete-now:{entry_id}"
        )
        super().__init__(button)
        self.entry_id = entry_id

    @told
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        _check_may_delete(interaction, entry)
        await interaction.response.defer()
        await interaction.client.history.delete(entry.id)
        try:
            await interaction.delete_original_response()
        except UNDELIVERED as error:
            log.info("tune %s is deleted, its message is not: %s", entry.id, error)
            raise NotHere(
                f"Tune {entry.id} is deleted, but I could not remove this message; please do it yourself."
            ) from error


def _check_may_delete(interaction: Interaction, entry: Entry) -> None:
    """The asker may, and whoever may delete messages here."""
    moderates = interaction.guild_id is not None and interaction.permissions.manage_messages
    if interaction.user.id != entry.asker.user_id and not moderates:
        raise NotHere("Only whoever asked for this tune, or a moderator, can delete it.")


async def _show_row(interaction: Interaction, entry: Entry, *, deleting: bool = False) -> None:
    saves = await interaction.client.history.saves(entry.id)
    await interaction.response.edit_message(view=tune_buttons(entry, saves, deleting=deleting))
