"""The button of /forget-me, which asks once more before everything is deleted."""

from __future__ import annotations

from contextlib import suppress

import discord

from bot.components.base import Button, Interaction, Stateless, view_of
from bot.errors import SendError
from bot.services import services_of
from bot.transport.answers import edit_answer, update
from bot.transport.error_reports import reporting
from bot.views.text import tunes

LATER = (
    "Traces of it are still in unused parts of the database's files. I remove them as soon as nobody else "
    "needs the database, and in an hour even if somebody does. If another program reads it, or the disk is "
    "full, I try again every minute until they are gone."
)


class ForgetMe(Stateless, discord.ui.DynamicItem[Button], template=r"lilt:forget"):
    """Deletes all that belongs to the user who presses it."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(discord.ui.Button(label="Delete everything", style=style, custom_id="lilt:forget"))

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services, user = services_of(interaction), interaction.user.id
        async with services.history.set_to_forget(user):  # before it is said: a kill does not undo it
            with suppress(SendError):  # it was asked for, whether or not this can be shown
                await update(interaction, content="Deleting…", view=None)
            services.reading.drop(str(user))
            await services.orders.cancel_all(user)
            count = await services.history.delete_user(user)
        done = f"Done. I deleted {tunes(count)} and the rest of your data."
        if not await services.history.scrub():
            done = f"{done} {LATER}"
        await edit_answer(interaction, content=done)


def forget_me_view() -> discord.ui.View:
    """The question's one button."""
    return view_of(ForgetMe())
