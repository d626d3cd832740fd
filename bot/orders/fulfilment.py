"""Fulfils an order: composes its tune, adds it to the history, renders it, delivers it.

    stored      the order is in the database before the user reads that it was accepted
    added       the tune is in the history, in the same transaction in which the order learns its number
    delivered   the message is edited; the same edit once more does no harm
    settled     the order is deleted

Whenever the process dies, the next one starts the orders that it finds again: each goes on after the last of
these steps that was reached. Where the database fails, the step waits until it works; if the bot is stopped
then, the order stays for the next start and the message says so.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

import discord

from bot.errors import MessageGone, NeverAnswered, NotAllowed, SendError, TokenExpired, sentence
from bot.history import Order
from bot.ops.logging import about
from bot.orders.context import OrderContext
from bot.orders.delivery import Delivery
from bot.orders.fallback import say
from bot.orders.jobs import CancelledByUser
from bot.orders.making import Making, Unwanted
from bot.orders.scheduled import ScheduledFulfilment
from bot.transport.response import Response
from bot.transport.retry import ORDER
from bot.transport.targets import WebhookTarget
from generator.errors import EngineClosed

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

STOPPING = "Lilt is restarting; you will get your tune right after that."
GIVEN_UP = "This tune could not be made; please ask for another one."

TOKEN_SECONDS = 15 * 60
SKEW_SECONDS = 60
"""An order may seem to be from the future by so much: answers tell the time in whole seconds."""


class Fulfilment:
    """`pause`: seconds between two edits of a progress line."""

    def __init__(self, context: OrderContext, delivery: Delivery, *, pause: float) -> None:
        self._jobs = context.jobs
        self._history = context.history
        self._until_stored = context.until_stored
        self._starts = context.starts
        self._clock = context.clock
        self._delivery = delivery
        self._pause = pause
        self._making = Making(context)
        self._scheduled = ScheduledFulfilment(context, self._making)
        self._resumed: set[asyncio.Task[None]] = set()

    def suspect_all(self) -> None:
        """From now on the process is dying: orders whose work has begun may be the reason."""
        self._starts.dying = True

    async def fulfil(
        self, client: discord.Client, order: Order, response: Response, *, resumed: bool = False
    ) -> None:
        """From the stored order to the settled one. `resumed`: an earlier process accepted it.

        What keeps an order from being fulfilled is raised or, where an earlier process accepted it, said in
        the response. The order is then deleted, and its tune too, unless that may have been shown.
        """
        try:
            await self._fulfil(client, order, response, resumed=resumed)
        finally:
            await self._starts.ended(order.id)

    async def _fulfil(
        self, client: discord.Client, order: Order, response: Response, *, resumed: bool
    ) -> None:
        """See fulfil."""
        entry = made = None
        async with self._jobs.answering(response):
            try:
                entry = await self._until_stored(lambda: self._history.ordered_entry(order.id))
                made = await self._making.make(order, entry, response, admitted=resumed)
                message_id = await self._delivery.deliver(client, order, *made, response, resumed=resumed)
            except Unwanted:
                await response.withdraw()
            except CancelledByUser:
                raise  # the order is deleted already
            except MessageGone as error:
                log.info("nobody waits for order %s any more: %s", order.id, error)
                never_shown = isinstance(error, NeverAnswered)
                await self._making.end(self._history.abandon if never_shown else self._history.settle, order)
            except Exception as error:
                if isinstance(error, EngineClosed) and self._jobs.closed and (response.opened or resumed):
                    log.info("order %s stays for the next start", order.id)
                    await self._starts.stopped(order.id)
                    await self._say_for_now(response, STOPPING)
                    return
                if resumed:
                    log.warning("order %s failed", order.id)
                    await self._say(client, order, response, sentence(error))
                await self._making.end(
                    self._history.settle if made or entry else self._history.abandon, order
                )
                if not resumed:
                    raise
            else:
                await self._making.end(partial(self._history.settle, message_id=message_id), order)

    async def resume(self, client: discord.Client) -> None:
        """Start the orders again that an earlier process left; returns at once."""
        for order in self._starts.least_suspicious_first(await self._history.orders()):
            self.start(client, order)

    def start(self, client: discord.Client, order: Order) -> None:
        """Begin to fulfil an order that is stored and that no interaction of this process asked for."""
        task = asyncio.create_task(self._resume(client, order), name=f"order {order.id}")
        self._resumed.add(task)
        task.add_done_callback(self._resumed.discard)

    async def _resume(self, client: discord.Client, order: Order) -> None:
        about(job=order.id, user=order.asker.user_id, guild=order.asker.guild_id)
        if order.occasion is not None:
            await self._scheduled.fulfil(client, order)
            return
        target = WebhookTarget(client, order.token, order.largest, fresh=self._is_fresh(order))
        response = Response(target, pause=self._pause)
        if self._starts.too_many(order):
            log.error("order %s was begun %d times and is given up", order.id, order.tries)
            async with self._jobs.answering(response):
                await self._say(client, order, response, GIVEN_UP)
                await self._making.end(self._history.settle, order)
            return
        log.info("order %s is started again", order.id)
        await self.fulfil(client, order, response, resumed=True)

    def _is_fresh(self, order: Order) -> bool:
        """Whether the order's token is certainly valid: by Discord's clock, which has dated the order too."""
        age = self._clock.now() - discord.utils.snowflake_time(int(order.id)).timestamp()
        return self._clock.is_known and -SKEW_SECONDS <= age < TOKEN_SECONDS

    async def _say(self, client: discord.Client, order: Order, response: Response, text: str) -> None:
        """Say in the message why no tune comes or, where that is out of reach, in one of its own."""
        try:
            await response.finish(ORDER, content=text, view=None)
        except (TokenExpired, NotAllowed):
            await say(client, order, text)
        except SendError as error:
            log.info("could not say why no tune comes: %r", error)

    async def _say_for_now(self, response: Response, text: str) -> None:
        """Say in the message what is true until the next start."""
        try:
            await response.finish(content=text, view=None)
        except SendError as error:
            log.info("could not say %r: %r", text, error)
