"""A tune from being asked for to being delivered, whatever happens in between.

asked     an order is in the database before anybody hears that it was accepted
made      the tune is in the history, in the same step in which the order learns its number
shown     the message is edited; the same edit once more does no harm
settled   the order goes

Whenever the process dies, the next one takes up what it finds: composes what is not made, shows what is not
settled. So it does itself where the database fails in between.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import discord

from bot.errors import sentence
from bot.history import Asker, Entry, History, Order
from bot.ops.logging import about
from bot.orders.delivery import Showing
from bot.orders.jobs import GivenUp, Workshop
from bot.requests.renditions import HEARD_AND_SEEN
from bot.transport.response import Reply
from bot.transport.retry import Expired, Forbidden, Gone, Unreachable
from bot.transport.targets import Asking, Kept
from generator.errors import EngineClosed, QueueFull, UserQueueFull
from generator.tune import ComposeRequest, Recording, Rendering, Tune

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

STOPPING = "Lilt is being restarted; your tune comes right after that."
IN_VAIN = "This tune could not be made; please ask for another one."
MOST_TRIES = 20
"""A tune over whose making so many processes ended is more likely the reason than the victim."""

LATER_SECONDS = 30.0
TOKEN_SECONDS = 15 * 60
NO_ROOM = (QueueFull, UserQueueFull)


class Composing:
    """`pause`: seconds between two edits of a progress line; `later`: until an order is taken up again for
    which there was no room, no Discord or no database."""

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
        self._showing = Showing(history, pause=pause, later=later)
        self._pause = pause
        self._later = later
        self._clock = clock
        self._resumed: set[asyncio.Task[None]] = set()

    @property
    def undelivered(self) -> int:
        """Tunes that nobody was shown."""
        return self._showing.nowhere

    async def begin(
        self, interaction: Interaction, asked: ComposeRequest, tune: Tune | None, parent: int | None
    ) -> None:
        """Take an order and carry it out. Raises what keeps it from being carried out: then it is none."""
        if self._workshop.closed:
            raise EngineClosed
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
        await self._history.keep(order)
        reply = Reply(Asking(interaction), pause=self._pause)
        async with self._workshop.answering(reply):
            await self._carry_out(interaction.client, order, reply)

    async def resume(self, client: discord.Client) -> None:
        """Take up what an earlier process left; returns at once."""
        for order in await self._history.orders():
            task = asyncio.create_task(self._take_up(client, order), name=f"order {order.id}")
            self._resumed.add(task)
            task.add_done_callback(self._resumed.discard)

    async def _take_up(self, client: discord.Client, order: Order) -> None:
        about(job=order.id, user=order.asker.user_id, guild=order.asker.guild_id)
        fresh = self._clock() - order.created_at < TOKEN_SECONDS
        reply = Reply(Kept(client, order, self._pause, fresh=fresh), pause=self._pause)
        async with self._workshop.answering(reply):
            try:
                await self._again(client, order, reply)
            except GivenUp:
                raise
            except Exception as error:  # noqa: BLE001 - the outermost handler of an order
                log.warning("order %s came to nothing", order.id)
                await self._say(reply, sentence(error))

    async def _again(self, client: discord.Client, order: Order, reply: Reply) -> None:
        """As soon as there is room, unless that was tried too often."""
        tries = await self._count(order)
        if tries is not None and tries > MOST_TRIES:
            log.error("order %s was taken up %d times in vain and is given up", order.id, MOST_TRIES)
            await self._say(reply, IN_VAIN)
            await self._history.settled(order.id)
            return
        log.info("order %s is taken up again", order.id)
        while True:
            try:
                await self._carry_out(client, order, reply, again=True)
            except NO_ROOM:
                await asyncio.sleep(self._later)
            else:
                return

    async def _count(self, order: Order) -> int | None:
        """How often it was taken up, with this time; None if it is gone meanwhile."""
        while True:
            try:
                return await self._history.tried(order.id)
            except sqlite3.Error:
                await self._wait_for_database(order)

    async def _carry_out(
        self, client: discord.Client, order: Order, reply: Reply, *, again: bool = False
    ) -> None:
        while True:
            try:
                await self._make_and_show(client, order, reply, again=again)
            except sqlite3.Error:
                await self._wait_for_database(order)
            else:
                return

    async def _wait_for_database(self, order: Order) -> None:
        log.exception("order %s waits for the database", order.id)
        await asyncio.sleep(self._later)

    async def _make_and_show(
        self, client: discord.Client, order: Order, reply: Reply, *, again: bool
    ) -> None:
        """An order that comes to nothing goes: not where the bot ends, nor, taken up again, for lack of
        room."""
        try:
            made = await self._make(order, reply)
            if made is not None:
                await self._showing.show(client, order, *made, reply, again=again)
        except sqlite3.Error:
            raise
        except Gone as error:
            log.info("nobody waits for order %s any more: %s", order.id, error)
            await self._history.settled(order.id)
        except EngineClosed:
            if not self._workshop.closed or not (reply.opened or again):
                await self._history.settled(order.id)
                raise
            log.info("order %s stays for the next start", order.id)
            await self._say(reply, STOPPING)
        except Exception as error:
            if not (again and isinstance(error, NO_ROOM)):
                await self._history.settled(order.id)
            raise

    async def _make(self, order: Order, reply: Reply) -> tuple[Entry, Rendering] | None:
        """The tune and how it sounds; None if nobody wants it any more."""
        entry = await self._history.ordered(order.id)
        if entry is None:
            recording = await self._work(order, order.tune or order.asked, reply)
            entry = await self._history.made(order.id, recording.tune)
            if entry is None:
                await reply.withdraw()
                return None
            if entry.tune == recording.tune:
                return entry, recording.rendering
        # It has got another name, or an earlier process made it: score and sound are made from what is kept.
        return entry, (await self._play(order, entry.tune, reply)).rendering

    async def _play(self, order: Order, tune: Tune, reply: Reply) -> Recording:
        """Render what is made already, as soon as there is room."""
        while True:
            try:
                return await self._work(order, tune, reply, again=True)
            except NO_ROOM:
                await asyncio.sleep(self._pause)

    async def _work(
        self, order: Order, work: ComposeRequest | Tune, reply: Reply, *, again: bool = False
    ) -> Recording:
        return await self._workshop.make(
            order.id, order.asker.user_id, work, HEARD_AND_SEEN, reply, again=again
        )

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
