"""What users ask of tunes: a new one, an old one again, a rendition, a set.

A new tune is an order, which survives the process (`fulfilment`). What can be asked for again in a moment is
none: a tune from the history, a file, a set, a book.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import ExitStack
from typing import Any
from weakref import WeakValueDictionary

import discord

from bot.components import post_view, tune_buttons
from bot.errors import NotAllowed, NotHere, SendError
from bot.history import Asker, Entry, History, Order, SentBook
from bot.orders.context import OrderContext
from bot.orders.database_retry import DatabaseRetry
from bot.orders.delivery import NOT_ALLOWED, Delivery
from bot.orders.fulfilment import Fulfilment
from bot.orders.jobs import Jobs
from bot.orders.starts import Starts
from bot.policy.admission import Admission
from bot.requests.players import players
from bot.requests.renditions import HEARD_AND_SEEN, Rendition
from bot.transport.answers import update
from bot.transport.discord_clock import DiscordClock
from bot.transport.progress import PAUSE
from bot.transport.response import Response
from bot.transport.targets import FollowUpTarget, InteractionTarget, Target
from bot.views.messages import rendition_message, tune_message
from bot.views.progress_text import QueueLength
from bot.views.scheduled import OVER
from bot.views.text import posted
from generator.engine import Engine, Job
from generator.errors import EngineClosed
from generator.request import ComposeRequest
from generator.tune import Rendering, Tune

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Message = Callable[[Rendering, int], Coroutine[Any, Any, dict[str, Any]]]
"""From a rendering, and how many bytes a file may have, to the message that shows it."""


MOST_POSTED = 1000
"""Messages whose button was pressed that are remembered: a second press comes within seconds."""


class OrderService:
    """Answers interactions with tunes. `pause`: seconds between two edits of a progress line."""

    def __init__(
        self,
        engine: Engine,
        history: History,
        admission: Admission,
        clock: DiscordClock,
        *,
        pause: float = PAUSE,
    ) -> None:
        self._history = history
        self._admission = admission
        self._clock = clock
        self._pause = pause
        self._jobs = Jobs(engine)
        self._until_stored = DatabaseRetry()
        self._delivery = Delivery(history, self._until_stored)
        context = OrderContext(self._jobs, history, self._until_stored, Starts(history), clock)
        self._fulfilment = Fulfilment(context, self._delivery, pause=pause)
        self._placing: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._undelivered = 0
        self._posted: dict[int, None] = {}

    @property
    def undelivered(self) -> int:
        """Answers that Discord did not accept, and so nobody has seen."""
        return self._undelivered + self._delivery.undelivered

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
        """Compose a tune, add it to the history, show it. `parent`: the number of the tune it grows out of.

        A `tune` that exists is only rendered; `request` is then what to ask for to get one like it. `notes`
        are said with it; `book` is the text it is from, if there are more tunes in it. `challenge`: the id of
        the one that it answers.
        """
        order = await self.place(
            interaction, request, parent=parent, tune=tune, notes=tuple(notes), book=book, challenge=challenge
        )
        response = Response(InteractionTarget(interaction), pause=self._pause)
        await self._fulfilment.fulfil(interaction.client, order, response)

    async def place(
        self,
        interaction: Interaction,
        request: ComposeRequest,
        *,
        parent: int | None,
        tune: Tune | None,
        notes: tuple[str, ...] = (),
        book: SentBook | None = None,
        challenge: int | None = None,
    ) -> Order:
        """Admit an order and store it.

        Raises NotPermitted, TooSoon or EngineClosed, and NotHere where the challenge that it answers is over.
        """
        # An order counts for the user's next one. Others do not wait for it: the database may be busy.
        async with self._turn_of(interaction):
            await self._admission.admit_work(interaction, composes=tune is None)
            if self._jobs.closed:
                raise EngineClosed
            order = Order(
                id=str(interaction.id),
                asker=asker_of(interaction),
                created_at=int(self._clock.now()),
                asked=request,
                tune=tune,
                parent=parent,
                token=interaction.token,
                largest=interaction.filesize_limit,
                notes=notes,
                book=book,
                challenge=challenge,
            )
            if not await self._history.add_order(order):
                raise NotHere(OVER)
        return order

    def _turn_of(self, interaction: Interaction) -> asyncio.Lock:
        """One request of a user is admitted after the other."""
        return self._placing.setdefault(interaction.user.id, asyncio.Lock())

    async def resume(self, client: discord.Client) -> None:
        """Start the orders again that an earlier process left."""
        await self._fulfilment.resume(client)

    def start(self, client: discord.Client, order: Order) -> None:
        """Begin to fulfil a scheduled order, which is stored. Returns at once."""
        self._fulfilment.start(client, order)

    async def show(self, interaction: Interaction, entry: Entry) -> None:
        """Play a tune from the history again."""
        await self._admission.admit(interaction)

        async def message(rendering: Rendering, largest: int) -> dict[str, Any]:
            saves, book = await self._history.saves(entry.id), await self._history.book(entry.id)
            view = tune_buttons(entry, saves, book)
            band = await asyncio.to_thread(players, entry.tune)
            return {**tune_message(entry, rendering, largest, players=band), "view": view}

        target = InteractionTarget(interaction)
        await self._answer(target, interaction, entry.tune, HEARD_AND_SEEN, message)

    async def show_rendition(self, interaction: Interaction, entry: Entry, rendition: Rendition) -> None:
        """A tune as this user wants to have it, for them only."""
        await self._admission.admit(interaction)

        async def message(rendering: Rendering, largest: int) -> dict[str, Any]:
            shown = rendition_message(entry, rendition, rendering, largest)
            view = post_view(entry.id, rendition.name) if shown["attachments"] else None
            return {**shown, "view": view}

        target = FollowUpTarget(interaction)
        await self._answer(target, interaction, rendition.tune, rendition.formats, message)

    async def post_rendition(self, interaction: Interaction, entry: Entry, rendition: Rendition) -> None:
        """Post for everyone what `show_rendition` showed, and take the button away. A second press that came
        before that does nothing.
        """
        await self._admission.admit(interaction)
        pressed = interaction.message.id if interaction.message else interaction.id
        if pressed in self._posted:
            await update(interaction, view=None)
            return
        self._posted[pressed] = None
        if len(self._posted) > MOST_POSTED:
            del self._posted[next(iter(self._posted))]

        async def message(rendering: Rendering, largest: int) -> dict[str, Any]:
            shown = rendition_message(entry, rendition, rendering, largest)
            said = filter(None, (posted(entry, interaction.user.display_name), shown["content"]))
            return {**shown, "content": "\n".join(said), "view": None}

        target = FollowUpTarget(interaction, ephemeral=False)
        await self._answer(target, interaction, rendition.tune, rendition.formats, message)

    async def show_set(
        self,
        interaction: Interaction,
        tune: Tune,
        message: Callable[[Rendering, int], dict[str, Any]],
        *,
        formats: Sequence[str] = HEARD_AND_SEEN,
    ) -> None:
        """Render a set or a book, which is not added to the history, and show it in `message`."""
        await self._admission.admit_work(interaction)

        async def complete(rendering: Rendering, largest: int) -> dict[str, Any]:
            return {"content": None, **message(rendering, largest), "view": None}

        await self._answer(InteractionTarget(interaction), interaction, tune, formats, complete)

    async def show_opening(
        self,
        interaction: Interaction,
        request: ComposeRequest,
        opening: Callable[[Tune], Coroutine[Any, Any, Tune]],
        message: Message,
    ) -> None:
        """Compose a tune and show only its `opening`, in `message`; it is not added to the history.

        The limits hold as for any other tune; that it counts for the next ones, `message` has to store.
        """
        with ExitStack() as composing:
            async with self._turn_of(interaction):
                await self._admission.admit_work(interaction, composes=True)
                composing.enter_context(self._admission.composing(interaction))

            async def stored(rendering: Rendering, largest: int) -> dict[str, Any]:
                with composing:  # once it is stored, the history counts it
                    return await message(rendering, largest)

            target = InteractionTarget(interaction)
            await self._answer(target, interaction, request, HEARD_AND_SEEN, stored, opening=opening)

    async def show_again(self, interaction: Interaction, tune: Tune, message: Message) -> None:
        """Play a tune that is not in the history, in `message`. It exists, so no limit of tunes holds."""
        await self._admission.admit(interaction)
        await self._answer(InteractionTarget(interaction), interaction, tune, HEARD_AND_SEEN, message)

    async def cancel(self, order_id: str) -> bool:
        """Cancel what an interaction waits for; False where it waits for nothing (any more).

        Raises sqlite3.Error where that cannot be stored; it is then not cancelled.
        """
        return await self._jobs.cancel(order_id) or await self._history.cancel_order(order_id)

    async def cancel_all(self, user_id: int) -> None:
        """Cancel all that a user waits for."""
        for job_id in self._jobs.of_user(str(user_id)):
            await self.cancel(job_id)

    def queue_length(self, user_id: int) -> QueueLength:
        """How long the queue is, and how long this user has to wait."""
        return self._jobs.queue_length(str(user_id))

    async def close(self, drain: float = 0.0, *, dying: bool = False) -> None:
        """Accept nothing more, let jobs that run finish for `drain` seconds, cancel the rest.

        Orders that are not finished stay for the next start; everyone else who waits reads a sentence.
        `dying`: what runs may be why the process ends, which is counted.
        """
        if dying:
            self._fulfilment.suspect_all()
        self._until_stored.stop()
        await self._jobs.close(drain)

    async def _answer(
        self,
        target: Target,
        interaction: Interaction,
        work: ComposeRequest | Tune,
        formats: Iterable[str],
        message: Message,
        *,
        opening: Callable[[Tune], Coroutine[Any, Any, Tune]] | None = None,
    ) -> None:
        response = Response(target, pause=self._pause)
        job = Job(
            id=str(interaction.id),
            user=str(interaction.user.id),
            work=work,
            formats=frozenset(formats),
        )
        async with self._jobs.answering(response):
            async with self._jobs.running(job, response) as running:
                tune = await running.compose()
                recording = await running.render(tune if opening is None else await opening(tune))
            content = await message(recording.rendering, response.largest)
            try:
                await response.finish(**content)
            except NotAllowed as error:
                self._undelivered += 1
                raise NotHere(NOT_ALLOWED) from error
            except SendError as error:
                self._undelivered += 1
                log.warning("an answer did not get through: %r", error)


def asker_of(interaction: Interaction) -> Asker:
    """The user who asked, and where."""
    return Asker(
        user_id=interaction.user.id,
        user_name=interaction.user.display_name,
        guild_id=interaction.guild_id,
        channel_id=interaction.channel_id or 0,
    )
