"""What is under a tune, and the buttons that change the row they are in: Save and Delete; and Unsave.

The row: Another, Remix, Save, Delete; under it the menus Vary and More, and that of the other tunes sent.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Self

import discord

from bot.components.another_button import Another
from bot.components.base import Button, Interaction, OfTune, template, view_of
from bot.components.book_menu import OtherTune
from bot.components.more.more_menu import More
from bot.components.remix_modal import Remix
from bot.components.vary_menu import Vary
from bot.errors import NotHere, SendError
from bot.history import Entry, SentBook
from bot.policy.tune_access import check_may_delete
from bot.services import services_of
from bot.transport.answers import defer, delete_answer, edit_other, follow_up, update
from bot.transport.error_reports import reporting

log = logging.getLogger(__name__)


def tune_buttons(
    entry: Entry, saves: int = 0, book: SentBook | None = None, *, deleting: bool = False
) -> discord.ui.View:
    """What can be done with a tune that `saves` users saved. `deleting`: Delete was pressed.

    `book`: the text that it was the first tune of, if there are more in it.
    """
    last = (DeleteNow(entry.id), Keep(entry.id)) if deleting else (Delete(entry.id),)
    row = (Another(entry.id), Remix(entry.id), Save(entry.id, saves), *last)
    menus = (Vary(entry.id, entry.tune), More(entry.id))
    return view_of(*row, *menus, *([OtherTune(entry.id, book)] if book else []))


class Save(OfTune, discord.ui.DynamicItem[Button], template=template("save")):
    """♥: adds a tune to the user's saved ones. A second press does no harm: the first answer may be lost."""

    def __init__(self, entry_id: int, saves: int = 0) -> None:
        label = f"Save ({saves})" if saves else "Save"
        super().__init__(discord.ui.Button(label=label, emoji="♥️", custom_id=f"lilt:save:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services = services_of(interaction)
        await services.admission.admit(interaction)
        entry = await self.entry(interaction)
        is_new = await services.history.save(interaction.user.id, entry.id)
        await _show_row(interaction, entry)
        said = "Saved." if is_new else "You have saved this tune already."
        text = f"{said} `/history whose: saved` lists your saved tunes."
        shown = interaction.message.id if interaction.message else None
        await follow_up(interaction, text, view=view_of(Unsave(entry.id, shown)), ephemeral=True)


class Unsave(discord.ui.DynamicItem[Button], template=template("unsave") + r"(?::(?P<shown>\d{1,20}))?"):
    """Remove, in the answer of Save; it also corrects the number of the message `shown`, in which Save was
    pressed."""

    def __init__(self, entry_id: int, shown: int | None = None) -> None:
        place = "" if shown is None else f":{shown}"
        super().__init__(discord.ui.Button(label="Remove", custom_id=f"lilt:unsave:{entry_id}{place}"))
        self.entry_id = entry_id
        self.shown = shown

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["entry"]), int(match["shown"]) if match["shown"] else None)

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services = services_of(interaction)
        await services.admission.admit(interaction)
        await services.history.unsave(interaction.user.id, self.entry_id)
        await update(interaction, content="Removed from your saved tunes.", view=None)
        entry = await services.history.get(self.entry_id)
        if entry is not None and self.shown is not None:
            await self._correct(interaction, entry, self.shown)

    async def _correct(self, interaction: Interaction, entry: Entry, shown: int) -> None:
        """The tune is no longer saved in any case, so a message that is gone or out of reach is no error."""
        try:
            await edit_other(interaction, shown, view=await _row(interaction, entry))
        except SendError as error:
            log.info("the message of tune %s still counts a save too many: %s", entry.id, error)


class Delete(OfTune, discord.ui.DynamicItem[Button], template=template("delete")):
    """Asks once more, in the row itself."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="Delete", custom_id=f"lilt:delete:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        check_may_delete(interaction, entry)
        await _show_row(interaction, entry, deleting=True)


class Keep(OfTune, discord.ui.DynamicItem[Button], template=template("keep")):
    """Takes Delete back."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(discord.ui.Button(label="Keep", custom_id=f"lilt:keep:{entry_id}"))
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        check_may_delete(interaction, entry)
        await _show_row(interaction, entry)


class DeleteNow(OfTune, discord.ui.DynamicItem[Button], template=template("delete-now")):
    """Deletes the tune from the history, and the message."""

    def __init__(self, entry_id: int) -> None:
        style = discord.ButtonStyle.danger
        button: Button = discord.ui.Button(
            label="Delete for good", style=style, custom_id=f"lilt:delete-now:{entry_id}"
        )
        super().__init__(button)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        entry = await self.entry(interaction)
        check_may_delete(interaction, entry)
        await defer(interaction)
        await services_of(interaction).history.delete(entry.id)
        try:
            await delete_answer(interaction)
        except SendError as error:
            log.info("tune %s is deleted, its message is not: %s", entry.id, error)
            raise NotHere(
                f"#{entry.id} is deleted, but I could not delete this message; please do it yourself."
            ) from error


async def _show_row(interaction: Interaction, entry: Entry, *, deleting: bool = False) -> None:
    await update(interaction, view=await _row(interaction, entry, deleting=deleting))


async def _row(interaction: Interaction, entry: Entry, *, deleting: bool = False) -> discord.ui.View:
    history = services_of(interaction).history
    saves, book = await history.saves(entry.id), await history.book(entry.id)
    return tune_buttons(entry, saves, book, deleting=deleting)
