"""Fulfils orders that no interaction asked for: what a server has posted by itself, in a channel.

    stored      in the transaction in which the post moves on to its next time
    posted      as a message of its own, which is looked for before it is sent again
    settled     the order is deleted

If the channel is gone or closed to Lilt, the post is turned off, and a notice takes the order's place in the
same transaction: a direct message to the user who set it up. A post that fails has one too, and stays on.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

import discord

from bot.errors import MessageGone, NotAllowed, Rejected, SendError, TokenExpired, sentence
from bot.history import Occasion, Order
from bot.orders.context import OrderContext
from bot.orders.fallback import direct_message
from bot.orders.making import Making, Unwanted
from bot.orders.own_message import CannotLook
from bot.orders.scheduled_posts import ScheduledPosts, message_of, occasion_of
from bot.transport.retry import ORDER, send
from bot.views.scheduled import failed_notice, turned_off_notice, why_off
from generator.errors import EngineClosed

log = logging.getLogger(__name__)

GIVEN_UP = "Lilt ended again and again while it was made"


class ScheduledFulfilment:
    """Posts what is due, and tells the user who set it up where that cannot be done."""

    def __init__(self, context: OrderContext, making: Making) -> None:
        self._jobs = context.jobs
        self._history = context.history
        self._until_stored = context.until_stored
        self._starts = context.starts
        self._clock = context.clock
        self._making = making
        self._posts = ScheduledPosts(context, making)

    async def fulfil(self, client: discord.Client, order: Order) -> None:
        """From the stored order to the settled one. Nobody waits for it: what goes wrong is in the notice."""
        try:
            with self._jobs.awaited():
                await self._fulfil(client, order)
        finally:
            await self._starts.ended(order.id)

    async def _fulfil(self, client: discord.Client, order: Order) -> None:
        occasion = occasion_of(order)
        try:
            if self._starts.too_many(order):
                await self._fail(client, order, GIVEN_UP)
                return
            message_id = await (self._tell if occasion.notice else self._posts.post)(client, order)
        except Unwanted:
            log.info("nobody wants the post of order %s any more", order.id)
        except TokenExpired as error:
            log.error("order %s stays for the next start: %s", order.id, error)
        except (MessageGone, NotAllowed) as error:
            await self._turn_off(client, order, error)
        except EngineClosed as error:
            if self._jobs.closed:
                log.info("order %s stays for the next start", order.id)
                await self._starts.stopped(order.id)
            else:
                await self._fail(client, order, sentence(error))
        except Exception as error:  # noqa: BLE001 - it is worded, as every error is, for the one who set it up
            await self._fail(client, order, sentence(error))
        else:
            await self._making.end(partial(self._history.settle, message_id=message_id), order)

    async def _tell(self, client: discord.Client, order: Order) -> int | None:
        """Send a notice to the user who set the post up; None where they take no direct messages."""
        text = occasion_of(order).text
        try:
            message = message_of(
                client, order, lambda: {"content": text}, lambda message: message.content == text, _nothing
            )
            message.place = partial(direct_message, client, order)
            return await send(message.attempt, ORDER)
        except (SendError, CannotLook) as error:
            log.warning("nobody could be told %r: %r", text, error)
            return None

    async def _turn_off(self, client: discord.Client, order: Order, error: SendError) -> None:
        """Turn the post off if Lilt may not write there; a message that Discord rejects is only reported."""
        if isinstance(error, Rejected):
            await self._fail(client, order, sentence(error))
            return
        why = why_off(order.asker.channel_id, gone=isinstance(error, MessageGone))
        log.warning("order %s: %s (%s)", order.id, why, error)
        await self._replace(client, order, turned_off_notice(occasion_of(order), why), off_because=why)

    async def _fail(self, client: discord.Client, order: Order, reason: str) -> None:
        log.warning("order %s failed: %s", order.id, reason)
        await self._replace(client, order, failed_notice(occasion_of(order), order.asker.channel_id, reason))

    async def _replace(
        self, client: discord.Client, order: Order, text: str, *, off_because: str | None = None
    ) -> None:
        """Put a notice in the order's place and send it. A notice that fails has none."""
        try:
            notice = None if occasion_of(order).notice else await self._notice(order, text)
            await self._until_stored(lambda: self._history.give_up(order, notice, off_because=off_because))
        except EngineClosed:
            log.info("order %s stays for the next start", order.id)
            return
        if notice is not None:
            await self.fulfil(client, notice)

    async def _notice(self, order: Order, text: str) -> Order | None:
        """An order that tells the user who set the post up; None where nobody knows who that was."""
        occasion, guild = occasion_of(order), order.asker.guild_id
        user = await self._until_stored(lambda: self._history.post_set_by(guild, occasion.post))
        if user is None:
            return None
        return replace(
            order,
            id=f"{order.id}:notice",
            asker=replace(order.asker, user_id=user, user_name=""),
            created_at=int(self._clock.now()),
            entry_id=None,
            tries=0,
            posting=False,
            occasion=Occasion(post=occasion.post, text=text, due_at=occasion.due_at, notice=True),
        )


async def _nothing() -> None:
    """The check where there is none."""
