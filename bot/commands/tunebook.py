"""/tunebook: the tunes that a user saved, or the server's best, to print."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from discord import app_commands
from discord.app_commands import Choice, Range

from bot.commands.base import Command, Interaction, choices
from bot.errors import NotHere
from bot.history import Entry, History
from bot.requests.user_abc import shown_title
from bot.services import services_of
from bot.views.messages import tunebook_message
from generator.compose.tunebook import MOST_TUNES, tunebook
from generator.playing import BOOK_LENGTH

WHOSE = {"saved": "saved", "server": "the server's"}
_PAPERS = [Choice(name="A4", value="a4"), Choice(name="Letter", value="letter")]
_FORMATS = ("pdf", "abc")

NOTHING_SAVED = "You have not saved any tunes yet; press ♥ under a tune to save it."
NOTHING_HERE = "Nobody has saved a tune of this server yet; press ♥ under a tune to save it."
NO_SERVER = "This is not a server; `/tunebook tunes: saved` makes a book of the tunes that you saved."
NO_TITLE = "I cannot print that title; please choose another one."
_TITLES = {"saved": "Saved tunes", "server": "This server's best tunes"}
_LEFT_OUT = {
    "saved": f"You saved more; these are the {MOST_TUNES} that you saved last.",
    "server": f"There are more; these are the {MOST_TUNES} that most people saved.",
}


def tunebook_command() -> Command:
    """A book of tunes."""

    @app_commands.command(
        name="tunebook", description="Tunes as a book to print: one PDF with contents, and one file of ABC"
    )
    @app_commands.describe(
        tunes="The tunes that you saved, or those of this server that most people saved",
        paper="The paper that it is printed on; A4 if left out",
        title="The title of the book",
        one_a_page="Each tune on a page of its own; as many on a page as fit if left out",
    )
    @app_commands.rename(one_a_page="one-a-page")
    @app_commands.choices(tunes=choices(WHOSE, WHOSE), paper=_PAPERS)
    async def make_tunebook(
        interaction: Interaction,
        tunes: str = "saved",
        paper: str = "a4",
        title: Range[str, 1, BOOK_LENGTH] | None = None,
        one_a_page: bool = False,
    ) -> None:
        services = services_of(interaction)
        heading = _TITLES[tunes] if title is None else shown_title(title)
        if not heading:
            raise NotHere(NO_TITLE)
        found = await _tunes(services.history, interaction, tunes)
        entries = found[:MOST_TUNES]
        make = partial(tunebook, title=heading, paper=paper, one_a_page=one_a_page)
        book = await asyncio.to_thread(make, [entry.tune for entry in entries])
        left_out = _LEFT_OUT[tunes] if len(found) > MOST_TUNES else ""
        message = partial(tunebook_message, heading, len(entries), left_out=left_out)
        await services.orders.show_set(interaction, book, message, formats=_FORMATS)

    return make_tunebook


async def _tunes(history: History, interaction: Interaction, whose: str) -> Sequence[Entry]:
    """One more than a book may have, if there are so many. Raises NotHere."""
    if whose == "saved":
        saved = await history.saved_last(interaction.user.id, MOST_TUNES + 1)
        if not saved:
            raise NotHere(NOTHING_SAVED)
        return saved
    if interaction.guild_id is None:
        raise NotHere(NO_SERVER)
    best = await history.most_saved(interaction.guild_id, MOST_TUNES + 1)
    if not best:
        raise NotHere(NOTHING_HERE)
    return [entry for entry, _ in best]
