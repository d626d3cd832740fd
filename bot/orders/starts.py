"""How often the work of each order has begun in a process that then died: such an order may be the reason.

A suspicious order runs alone, the least suspicious one first, so that what ends the process cannot make the
others look guilty. What is taken up and only waits has not begun, and a process that is stopped has not died,
unless it is stopped because it hangs.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.history import History, Order

log = logging.getLogger(__name__)

MOST_STARTS = 20
"""A tune during whose composing so many processes died is more likely the reason than the victim."""
SUSPICIOUS = 3
"""After so many starts an order runs alone."""


class Starts:
    """Counts them in the history."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._alone = asyncio.Lock()
        self._counting: dict[str, asyncio.Task[None]] = {}
        self.dying = False
        """Whether the process ends because of what runs in it: the counts stay."""

    @staticmethod
    def too_many(order: Order) -> bool:
        """Whether to give the order up. One whose tune is made is never given up."""
        return order.entry_id is None and order.tries >= MOST_STARTS

    @staticmethod
    def least_suspicious_first(orders: Iterable[Order]) -> list[Order]:
        """In this order they should be started again."""
        return sorted(orders, key=lambda order: order.tries)

    @asynccontextmanager
    async def turn(self, order: Order) -> AsyncIterator[None]:
        """Lasts as long as the order's work. Suspicious orders have it one after the other."""
        if order.tries < SUSPICIOUS:
            yield
            return
        async with self._alone:
            yield

    def begun(self, order_id: str) -> None:
        """Count that the order's work has begun. Returns at once; the work does not wait for the database."""
        self._counting[order_id] = asyncio.create_task(self._change(order_id, 1))

    async def stopped(self, order_id: str) -> None:
        """Take the count back: the process is being stopped, and the order waits for the next one."""
        counting = self._counting.pop(order_id, None)
        if counting is None:
            return
        await counting
        if not self.dying:
            await self._change(order_id, -1)

    async def ended(self, order_id: str) -> None:
        """Its work is done, in whatever way."""
        counting = self._counting.pop(order_id, None)
        if counting is not None:
            await counting

    async def _change(self, order_id: str, by: int) -> None:
        try:
            await self._history.count_start(order_id, by)
        except sqlite3.Error as error:  # whether the order can go on is found out at its next step
            log.info("a start of order %s is not counted: %s", order_id, error)
