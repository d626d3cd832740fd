"""Where a tune that was made is shown: in its message, else where whoever asked will see it, else nowhere.

Goes on until it is clear which of these it is, for hours if Discord cannot be reached.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord

from bot.components import tune_buttons
from bot.errors import NotHere
from bot.history import Entry, History, Order
from bot.orders import fallback
from bot.transport.response import Reply
from bot.transport.retry import Expired, Forbidden, Unreachable
from bot.views.embeds import tune_message
from generator.tune import Rendering

log = logging.getLogger(__name__)

NOT_ALLOWED = (
    "I may not show tunes here: I need the permissions Embed Links and Attach Files. "
    "What was made is in the history; `/tune` plays it elsewhere."
)

Content = Callable[[], dict[str, Any]]


class Showing:
    """`later`: seconds until it is tried again with a Discord that could not be reached."""

    def __init__(self, history: History, *, pause: float, later: float) -> None:
        self._history = history
        self._pause = pause
        self._later = later
        self.nowhere = 0
        """Tunes that nobody was shown."""

    async def show(
        self,
        client: discord.Client,
        order: Order,
        entry: Entry,
        rendering: Rendering,
        reply: Reply,
        *,
        again: bool,
    ) -> None:
        """Show it and settle the order. `again`: an earlier process took it, and nobody can be told a
        sentence.

        Raises Gone where the message was deleted, NotHere where Lilt may not show it.
        """
        view = tune_buttons(entry, await self._history.saves(entry.id))

        def content() -> dict[str, Any]:
            return {**tune_message(entry, rendering, order.largest), "view": view}

        while await self._is_wanted(order, reply):
            try:
                await self._history.settled(order.id, await reply.finish(**content()))
            except Unreachable:
                await asyncio.sleep(self._later)
            except (Expired, Forbidden) as error:
                await self._out_of_reach(client, order, entry, content, reply, error, again=again)
                return
            else:
                return

    async def _is_wanted(self, order: Order, reply: Reply) -> bool:
        """Not if it was deleted, forgotten or cancelled meanwhile."""
        if await self._history.ordered(order.id) is not None:
            return True
        await reply.withdraw()
        return False

    async def _out_of_reach(
        self,
        client: discord.Client,
        order: Order,
        entry: Entry,
        content: Content,
        reply: Reply,
        error: Exception,
        *,
        again: bool,
    ) -> None:
        refused = isinstance(error, Forbidden)
        message_id = None if refused and not again else await self._post(client, order, entry, content, reply)
        if message_id is None:
            self.nowhere += 1
            log.warning("order %s is in the history only: it could be shown nowhere", order.id)
        await self._history.settled(order.id, message_id)
        if refused and not again:
            raise NotHere(NOT_ALLOWED) from error
        if refused:
            await reply.withdraw()

    async def _post(
        self, client: discord.Client, order: Order, entry: Entry, content: Content, reply: Reply
    ) -> int | None:
        """See fallback.post, but until Discord can be reached."""
        while await self._is_wanted(order, reply):
            await self._history.posting(order.id)
            try:
                return await fallback.post(client, order, entry, content, self._pause)
            except Unreachable:
                order = replace(order, posting=True)
                await asyncio.sleep(self._later)
        return None
