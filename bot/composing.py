"""A tune from being asked for to being delivered, whatever happens in between.

asked     an order is in the database before anybody hears that it was accepted
made      the tune is in the history, in the same step in which the order learns its number
shown     the message is edited; the same edit once more does no harm
settled   the order goes

Whenever the process dies, the next one takes up what it finds: composes what is not made, shows what is not
settled.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import discord

from bot import elsewhere
from bot.answer import tune_message
from bot.buttons import tune_buttons
from bot.errors import NotHere, sentence
from bot.history import Asker, Entry, History, Order
from bot.logs import about
from bot.reply import Reply
from bot.sending import Expired, Forbidden, Gone, Unreachable
from bot.takes import HEARD_AND_SEEN
from bot.target import Asking, Kept
from bot.workshop import GivenUp, Workshop
from generator.errors import EngineClosed, QueueFull, UserQueueFull
from generator.tune import ComposeRequest, Recording, Rendering, Tune

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

NOT_ALLOWED = (
    "I may not show tunes here: I need the permissions Embed Links and Attach Files. "
    "What was made is in the history; `/tune` plays it elsewhere."
)
STOPPING = "Lilt is being restarted; your tune comes right after that."
MOST_TRIES = 20
"""A tune in whose making the process died so often is more likely the reason than the victim."""

IN_VAIN = "This tune could not be made; please ask for another one."

LATER_SECONDS = 30.0
TOKEN_SECONDS = 15 * 60


class Composing:
    """`pause`: seconds between two edits of a progress line; `later`: until an order is taken up again for
    which there was no room, or no Discord. `undelivered`: tunes that nobody was shown."""

    def __init__(
        self,
        workshop: Workshop,
        history: History,
        *,
        pause: float,
        later: float = LATER_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._workshop = workshop
        self._history = history
        self._pause = pause
        self._later = later
        self._clock = clock
        self._resumed: set[asyncio.Task[None]] = set()
        self.undelivered = 0

    async def begin(
        self, interaction: Interaction, asked: ComposeRequest, tune: Tune | None, parent: int | None
    ) -> None:
        """Take an order and carry it out. Raises what keeps it from being carried out; then it is no
        order."""
        order = Order(
            id=str(interaction.id),
            asker=asker_of(interaction),
            created_at=int(self._clock()),
            asked=asked,
            tune=tune,
            parent=parent,
            token=interaction.token,
            largest=interaction.filesize_limit,
        )
        if self._workshop.closed:
            raise EngineClosed
        await self._history.keep(order)
        reply = Reply(Asking(interaction), pause=self._pause)
        async with self._workshop.answering(reply):
            await self._carry_out(interaction.client, order, reply)

    async def resume(self, client: discord.Client) -> None:
        """Take up what an earlier process left; returns at once."""
        for order in await self._history.orders():
            self._spawn(self._take_up(client, order), order.id)

    def _spawn(self, work: Coroutine[Any, Any, None], order_id: str) -> None:
        task = asyncio.create_task(work, name=f"order {order_id}")
        self._resumed.add(task)
        task.add_done_callback(self._resumed.discard)

    async def _take_up(self, client: discord.Client, order: Order) -> None:
        about(job=order.id, user=order.asker.user_id, guild=order.asker.guild_id)
        reply = Reply(Kept(client, order, self._pause, fresh=self._is_fresh(order)), pause=self._pause)
        if await self._history.tried(order.id) > MOST_TRIES:
            log.error("order %s was taken up %d times in vain and is given up", order.id, MOST_TRIES)
            await self._say(reply, IN_VAIN)
            await self._history.settled(order.id)
            return
        log.info("order %s is taken up again", order.id)
        async with self._workshop.answering(reply):
            try:
                await self._when_there_is_room(client, order, reply)
            except GivenUp:
                raise
            except Exception as error:  # noqa: BLE001 - the outermost handler of an order
                log.warning("order %s came to nothing", order.id)
                await self._say(reply, sentence(error))

    def _is_fresh(self, order: Order) -> bool:
        return self._clock() - order.created_at < TOKEN_SECONDS

    async def _when_there_is_room(self, client: discord.Client, order: Order, reply: Reply) -> None:
        while True:
            try:
                await self._carry_out(client, order, reply, again=True)
            except (QueueFull, UserQueueFull):
                await asyncio.sleep(self._later)
            else:
                return

    async def _carry_out(
        self, client: discord.Client, order: Order, reply: Reply, *, again: bool = False
    ) -> None:
        """An order that comes to nothing goes: not where the bot ends, nor, taken up `again`, for lack of
        room."""
        try:
            made = await self._make(order, reply)
            if made is not None:
                await self._deliver(client, order, reply, *made, again=again)
        except Gone as error:
            log.info("nobody waits for order %s any more: %s", order.id, error)
            await self._history.settled(order.id)
        except EngineClosed:
            if not self._workshop.closed:
                await self._history.settled(order.id)
                raise
            log.info("order %s stays for the next start", order.id)
            await self._say(reply, STOPPING)
        except (QueueFull, UserQueueFull):
            if not again:
                await self._history.settled(order.id)
            raise
        except Exception:
            await self._history.settled(order.id)
            raise

    async def _make(self, order: Order, reply: Reply) -> tuple[Entry, Rendering] | None:
        """The tune and how it sounds; None if it was deleted before it was there."""
        entry = await self._history.ordered(order.id)
        played = None
        if entry is None:
            recording = await self._work(order, order.tune or order.asked, reply)
            entry = await self._history.made(order.id, recording.tune)
            if entry is None:
                await reply.withdraw()
                return None
            if entry.tune == recording.tune:  # else it has got another name: score and sound must bear it
                played = recording.rendering
        if played is None:
            played = (await self._work(order, entry.tune, reply, again=True)).rendering
        return entry, played

    async def _work(
        self, order: Order, work: ComposeRequest | Tune, reply: Reply, *, again: bool = False
    ) -> Recording:
        return await self._workshop.make(
            order.id, order.asker.user_id, work, HEARD_AND_SEEN, reply, again=again
        )

    async def _deliver(
        self,
        client: discord.Client,
        order: Order,
        reply: Reply,
        entry: Entry,
        rendering: Rendering,
        *,
        again: bool,
    ) -> None:
        """Show it: where it was asked for, else where whoever asked will see it, else in the history only."""
        view = tune_buttons(entry, await self._history.saves(entry.id))

        def content() -> dict[str, Any]:
            return {**tune_message(entry, rendering, order.largest), "view": view}

        message_id = None
        while message_id is None:
            try:
                message_id = await reply.finish(**content())
            except (Expired, Forbidden) as error:
                if isinstance(error, Forbidden) and not again:
                    await self._undelivered(order)
                    raise NotHere(NOT_ALLOWED) from error
                message_id = await self._post(client, order, entry, content)
                break
            except Unreachable:
                await asyncio.sleep(self._later)
        if message_id is None:
            await self._undelivered(order)
        else:
            await self._history.settled(order.id, message_id)

    async def _post(
        self, client: discord.Client, order: Order, entry: Entry, content: Callable[[], dict[str, Any]]
    ) -> int | None:
        """See elsewhere.post, but until Discord can be reached."""
        while True:
            await self._history.posting(order.id)
            try:
                return await elsewhere.post(client, order, entry, content, self._pause)
            except Unreachable:
                order = replace(order, posting=True)
                await asyncio.sleep(self._later)

    async def _undelivered(self, order: Order) -> None:
        log.warning("order %s is in the history only: it could be shown nowhere", order.id)
        self.undelivered += 1
        await self._history.settled(order.id)

    async def _say(self, reply: Reply, text: str) -> None:
        try:
            await reply.finish(content=text, view=None)
        except (Unreachable, Expired, Gone, Forbidden) as error:
            log.info("could not say %r: %r", text, error)


def asker_of(interaction: Interaction) -> Asker:
    """Who asked, and where."""
    return Asker(
        user_id=interaction.user.id,
        user_name=interaction.user.display_name,
        guild_id=interaction.guild_id,
        channel_id=interaction.channel_id or 0,
    )
