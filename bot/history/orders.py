"""What was asked for and is not delivered yet: it is here before anybody hears that it was accepted.

An order goes when Discord has taken the answer, or when there is nobody left to answer.
"""

from __future__ import annotations

import logging

from bot.history.tunes import Tunes
from bot.history.values import Entry, Order, dump, entry_of, order_of, placed
from generator.errors import LiltError
from generator.tune import Tune

log = logging.getLogger(__name__)

_KEEP = """
    INSERT INTO jobs
        (id, user_id, user_name, guild_id, channel_id, created_at, asked, tune, parent, token, largest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ALL = "SELECT * FROM jobs ORDER BY created_at, id"
_BY_ID = "SELECT * FROM jobs WHERE id = ?"
_MADE = "UPDATE jobs SET entry_id = ? WHERE id = ?"
_ENTRY = "SELECT tunes.* FROM tunes JOIN jobs ON entry_id = tunes.id WHERE jobs.id = ?"
_TRIED = "UPDATE jobs SET tries = tries + 1 WHERE id = ? RETURNING tries"
_POSTING = "UPDATE jobs SET posting = 1 WHERE id = ?"
_DROP = "DELETE FROM jobs WHERE id = ? RETURNING entry_id"
_DELIVERED = "UPDATE tunes SET message_id = ? WHERE id = ? AND message_id IS NULL"


class Orders(Tunes):
    """The orders one by one."""

    async def keep(self, order: Order) -> None:
        """From now on it is not lost."""
        tune = None if order.tune is None else dump(order.tune)
        values = (dump(order.asked), tune, order.parent, order.token, order.largest)
        async with self._transaction():
            await self._db.execute(_KEEP, (order.id, *placed(order.asker), order.created_at, *values))

    async def orders(self) -> list[Order]:
        """All of them, oldest first; one that a newer Lilt took, and this one cannot read, is left alone."""
        orders = []
        for row in await self._rows(_ALL):
            try:
                orders.append(order_of(row))
            except (LiltError, ValueError):
                log.exception("order %s cannot be read and is left alone", row["id"])
        return orders

    async def ordered(self, order_id: str) -> Entry | None:
        """The tune that was made for it; None if there is none yet."""
        return next(map(entry_of, await self._rows(_ENTRY, (order_id,))), None)

    async def made(self, order_id: str, tune: Tune) -> Entry | None:
        """Put its tune into the history, once; None if the order is gone meanwhile: nobody wants it any
        more."""
        async with self._transaction():
            for row in await self._rows(_BY_ID, (order_id,)):
                order = order_of(row)
                entry = await self._added(order.asker, order.asked, tune, order.parent)
                await self._db.execute(_MADE, (entry.id, order_id))
                return entry
        return None

    async def tried(self, order_id: str) -> int | None:
        """Take it up once more; how often that has been done, None if it is gone."""
        async with self._transaction():
            return next((int(row["tries"]) for row in await self._rows(_TRIED, (order_id,))), None)

    async def dropped(self, order_id: str) -> bool:
        """Whoever asked wants it no more; False if there is no such order."""
        async with self._transaction():
            return bool(await self._rows(_DROP, (order_id,)))

    async def posting(self, order_id: str) -> None:
        """A message of its own is about to be sent."""
        async with self._transaction():
            await self._db.execute(_POSTING, (order_id,))

    async def settled(self, order_id: str, message_id: int | None = None) -> None:
        """Done with it; `message_id`: the message in which its tune is shown, None where it is nowhere."""
        async with self._transaction():
            for (entry_id,) in await self._rows(_DROP, (order_id,)):
                await self._db.execute(_DELIVERED, (message_id, entry_id))
