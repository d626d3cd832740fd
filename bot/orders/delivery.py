"""Delivers a tune: in its message, else in a message of its own in the channel or a direct message.

Goes on until it is clear which of these it is, for hours if Discord cannot be reached.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord

from bot.components import tune_buttons
from bot.errors import NotAllowed, NotHere, TokenExpired
from bot.history import Entry, History, Order
from bot.orders.database_retry import DatabaseRetry
from bot.orders.fallback import Content, post
from bot.orders.making import Unwanted
from bot.requests.players import players
from bot.transport.response import Check, Response
from bot.transport.retry import ORDER
from bot.views.messages import tune_message
from generator.tune import Recording

log = logging.getLogger(__name__)

NOT_ALLOWED = (
    "I cannot show tunes here: I need the permissions Embed Links and Attach Files. "
    "New tunes are kept in the history; `/tune` plays them in another channel."
)


class Delivery:
    """`undelivered`: tunes that could be shown nowhere."""

    def __init__(self, history: History, until_stored: DatabaseRetry) -> None:
        self._history = history
        self._until_stored = until_stored
        self.undelivered = 0

    async def deliver(
        self,
        client: discord.Client,
        order: Order,
        entry: Entry,
        recording: Recording,
        response: Response,
        *,
        resumed: bool,
    ) -> int | None:
        """The id of the message that shows the tune; None where nowhere is allowed.

        Raises MessageGone where the message was deleted, NotHere where Lilt may not show a tune, Unwanted,
        and EngineClosed where the bot is stopped while the database fails.
        """
        saves = await self._until_stored(lambda: self._history.saves(entry.id))
        book = await self._until_stored(lambda: self._history.book(entry.id))
        view = tune_buttons(entry, saves, book)
        band = await asyncio.to_thread(players, entry.tune)  # reading a long tune takes a moment

        def content() -> dict[str, Any]:
            message = tune_message(entry, recording.rendering, order.largest, players=band, notes=order.notes)
            return {**message, "view": view}

        async def check() -> None:
            if await self._until_stored(lambda: self._history.ordered_entry(order.id)) is None:
                raise Unwanted

        try:
            return await response.finish(ORDER, check, **content())
        except NotAllowed as error:
            if not resumed:  # the user is still there and reads the sentence
                self._count(order)
                raise NotHere(NOT_ALLOWED) from error
            message_id = await self._post(client, order, entry, content, check)
            await response.withdraw()
            return message_id
        except TokenExpired:
            return await self._post(client, order, entry, content, check)

    async def _post(
        self, client: discord.Client, order: Order, entry: Entry, content: Content, check: Check
    ) -> int | None:
        """See fallback.post."""
        await check()
        await self._until_stored(lambda: self._history.mark_posting(order.id))
        message_id = await post(client, order, entry, content, check)
        if message_id is None:
            self._count(order)
        return message_id

    def _count(self, order: Order) -> None:
        self.undelivered += 1
        log.warning("order %s is in the history only: it could be shown nowhere", order.id)
