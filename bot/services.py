"""What commands and components see of the bot: neither the client nor the engine nor how orders are made."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, cast

import discord
from discord import app_commands

from bot.history import Entry, History, SentBook
from bot.policy.admission import Admission
from bot.requests.reading_queue import ReadingQueue
from bot.requests.renditions import HEARD_AND_SEEN, Rendition
from bot.views.progress_text import QueueLength
from generator.catalogue import Catalogue
from generator.library import Library
from generator.request import ComposeRequest
from generator.tune import Rendering, Tune

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]


class Orders(Protocol):
    """Makes tunes and answers with them."""

    async def compose(
        self,
        interaction: Interaction,
        request: ComposeRequest,
        *,
        parent: int | None = None,
        tune: Tune | None = None,
        notes: Sequence[str] = (),
        book: SentBook | None = None,
        challenge: int | None = None,
    ) -> None:
        """Answer with a new tune. `parent`: the tune it grows out of; a `tune` is only rendered.

        `notes`: what to say with it, as markdown; `book`: the text it is from, if there are more tunes in it;
        `challenge`: the id of the one that it answers.
        """

    async def show(self, interaction: Interaction, entry: Entry) -> None:
        """Answer with a tune from the history."""

    async def show_rendition(self, interaction: Interaction, entry: Entry, rendition: Rendition) -> None:
        """Answer with a tune as this user wants to have it, for them only."""

    async def post_rendition(self, interaction: Interaction, entry: Entry, rendition: Rendition) -> None:
        """Post a tune, as this user has it, for everyone; once for each message with the button."""

    async def show_set(
        self,
        interaction: Interaction,
        tune: Tune,
        message: Callable[[Rendering, int], dict[str, Any]],
        *,
        formats: Sequence[str] = HEARD_AND_SEEN,
    ) -> None:
        """Answer with a set or a book: `message` of its rendering, and of how many bytes a file may have."""

    async def show_opening(
        self,
        interaction: Interaction,
        request: ComposeRequest,
        opening: Callable[[Tune], Coroutine[Any, Any, Tune]],
        message: Callable[[Rendering, int], Coroutine[Any, Any, dict[str, Any]]],
    ) -> None:
        """Answer with the `opening` of a new tune, in a `message` of its rendering, as for a set.

        The limits of new tunes hold. It is counted by what `message` stores.
        """

    async def show_again(
        self,
        interaction: Interaction,
        tune: Tune,
        message: Callable[[Rendering, int], Coroutine[Any, Any, dict[str, Any]]],
    ) -> None:
        """Answer with a tune that exists and is not in the history, in such a `message`. No limit holds."""

    async def cancel(self, order_id: str) -> bool:
        """Cancel what an interaction waits for; False where it waits for nothing (any more).

        Raises sqlite3.Error where that cannot be stored; it is then not cancelled.
        """

    async def cancel_all(self, user_id: int) -> None:
        """Cancel all that a user waits for."""

    def queue_length(self, user_id: int) -> QueueLength:
        """How long the queue is, and how long this user has to wait."""


class Schedule(Protocol):
    """What is posted by itself."""

    def changed(self) -> None:
        """A post was set up or changed in the history."""

    def now(self) -> float:
        """The time by which posts come, in seconds since 1970."""


class Services(Protocol):
    """`catalogue`: what the model in use can be asked for, as the commands offer it."""

    history: History
    admission: Admission
    orders: Orders
    schedule: Schedule
    reading: ReadingQueue
    library: Library
    catalogue: Catalogue

    def commands(self) -> Sequence[Command]:
        """All slash commands, in the order in which `/help` lists them."""

    async def catalogue_of(self, model: str | None) -> Catalogue:
        """What the model of that name can be asked for; without a name, the one in use.

        Raises what `Library.catalogue` raises.
        """


def services_of(interaction: Interaction) -> Services:
    """The services of the bot that received an interaction."""
    return cast(Services, interaction.client)
