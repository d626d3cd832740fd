"""The menu of the other tunes of a text that a user sent: under the first one, as long as that is kept."""

from __future__ import annotations

import discord

from bot.components.base import MOST_OPTIONS, Interaction, OfTune, Select, selected_number, template
from bot.components.playing import read_and_play
from bot.errors import NotHere
from bot.history import SentBook
from bot.requests.user_music import UserMusic, read_from_book
from bot.services import services_of
from bot.transport.error_reports import reporting

GONE = "The other tunes of this text are no longer kept; please send it again."
NOT_YOURS = "Only the person who sent these tunes can play the others; send them yourself with `/render`."
BROKEN = "cannot be played; choose it to read why"
_LABEL = 100


class OtherTune(OfTune, discord.ui.DynamicItem[Select], template=template("book")):
    """The menu: the first tunes of the text by their titles."""

    def __init__(self, entry_id: int, book: SentBook | None = None) -> None:
        """`book`: a menu that was pressed needs none."""
        titles = book.titles[:MOST_OPTIONS] if book else ("-",)
        count = book.count if book else 1
        which = f"{count} tunes" if count <= len(titles) else f"The first {len(titles)} of {count} tunes"
        options = [
            discord.SelectOption(
                label=f"{number}. {title}"[:_LABEL],
                value=str(number),
                description=BROKEN if book and number - 1 in book.broken else None,
            )
            for number, title in enumerate(titles, 1)
        ]
        menu: Select = discord.ui.Select(
            placeholder=f"{which}: play another", options=options, custom_id=f"lilt:book:{entry_id}"
        )
        super().__init__(menu)
        self.entry_id = entry_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services = services_of(interaction)
        entry = await self.entry(interaction)
        if entry.asker.user_id != interaction.user.id:
            raise NotHere(NOT_YOURS)
        book = await services.history.book(entry.id, with_text=True)
        if book is None:
            raise NotHere(GONE)
        index = selected_number(interaction) - 1

        async def read() -> UserMusic:
            return await read_from_book(book, index, services.library)

        await read_and_play(interaction, read)
