"""Orders: tunes that were asked for and are not delivered yet. Each is stored before its user is answered.

An order is deleted when Discord has accepted the answer, or when there is nobody left to answer.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace

from bot.history.forgetting.words import reworded_tune
from bot.history.tunes import Tunes
from bot.history.values import Entry, Order, SentBook, dump, entry_of, order_of, placed
from generator.compose.titles import title_for
from generator.errors import LiltError
from generator.tune import Tune

log = logging.getLogger(__name__)

_ADD = """
    INSERT INTO jobs
        (id, user_id, user_name, guild_id, channel_id, created_at, asked, tune, parent, token, largest, notes,
        book, occasion, challenge, writer, written_in)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
# Not once its end has become an order, whatever the clock says: who took part is counted then.
_RUNS = """
    SELECT 1 FROM challenges JOIN schedule USING (guild_id)
    WHERE id = ? AND ends_at > ? AND post = 'challenge' AND next_at IS NOT NULL
"""
_ALL = "SELECT * FROM jobs ORDER BY created_at, id"
_BY_ID = "SELECT * FROM jobs WHERE id = ?"
_SET_ENTRY = "UPDATE jobs SET entry_id = ? WHERE id = ?"
_ENTRY = "SELECT tunes.* FROM tunes JOIN jobs ON entry_id = tunes.id WHERE jobs.id = ?"
_COUNT_START = "UPDATE jobs SET tries = max(0, tries + ?) WHERE id = ?"
_MARK_POSTING = "UPDATE jobs SET posting = 1 WHERE id = ?"
_DELETE = "DELETE FROM jobs WHERE id = ? RETURNING entry_id"
_DROP = """
    DELETE FROM jobs WHERE id = ?
    RETURNING entry_id, coalesce(tune, book, json_extract(asked, '$.source')) AS words
"""
_DELETE_TUNE = "DELETE FROM tunes WHERE id = ?"
_ADD_ANSWER = "INSERT INTO answers (tune_id, challenge_id) SELECT ?, id FROM challenges WHERE id = ?"
_ADD_BOOK = "INSERT INTO books (tune_id, user_id, heading, text) VALUES (?, ?, ?, ?)"
_DELETE_OLD_BOOKS = """
    DELETE FROM books WHERE tune_id IN (
        SELECT tune_id FROM books WHERE user_id = :user ORDER BY tune_id DESC LIMIT -1 OFFSET :most
    )
"""
_DELIVERED = "UPDATE tunes SET message_id = ? WHERE id = ? AND message_id IS NULL"


MOST_BOOKS = 10
"""Texts with several tunes that are kept of one user: up to 64 KiB each."""


class Orders(Tunes):
    """The orders one by one."""

    async def add_order(self, order: Order) -> bool:
        """Store it: from now on it is not lost. False where the challenge that it answers is over.

        If its parent was deleted or reworded just now, a variation loses the words of it.
        """
        async with self._transaction():
            if order.challenge is not None and not await self._rows(
                _RUNS, (order.challenge, order.created_at)
            ):
                return False
            asked, *written = await self._inherited(order)
            await self._store(replace(order, asked=asked), tuple(written))
        return True

    async def _store(self, order: Order, written: tuple[int | None, ...] = (None, None)) -> None:
        """Store an order, in the open transaction. `written`: whose words are in it, and in which tune."""
        tune, book, occasion = (
            None if value is None else dump(value) for value in (order.tune, order.book, order.occasion)
        )
        what = (dump(order.asked), tune, order.parent, order.token, order.largest)
        said = (json.dumps(order.notes), book, occasion, order.challenge)
        values = (order.id, *placed(order.asker), order.created_at, *what, *said, *written)
        await self._db.execute(_ADD, values)

    async def orders(self) -> list[Order]:
        """All of them, oldest first, but for those of a newer Lilt that this one cannot read."""
        orders = []
        for row in await self._rows(_ALL):
            try:
                orders.append(order_of(row))
            except (LiltError, ValueError):
                log.exception("order %s cannot be read and is left alone", row["id"])
        return orders

    async def ordered_entry(self, order_id: str) -> Entry | None:
        """The order's tune; None if it has none yet, or if there is no such order."""
        return next(map(entry_of, await self._rows(_ENTRY, (order_id,))), None)

    async def add_ordered(self, order_id: str, tune: Tune) -> Entry | None:
        """Add the order's tune, once; the entry has its final title. None if the order is gone: nobody wants
        the tune any more."""
        async with self._transaction():
            for row in await self._rows(_BY_ID, (order_id,)):
                order = order_of(row)
                for known in await self._rows(_ENTRY, (order_id,)):
                    return entry_of(known)
                tune = await asyncio.to_thread(_with_words_of, order, tune)
                varies = order.asked.source is not None
                written = (row["writer"], row["written_in"]) if varies else (None, None)
                entry = await self._added(order.asker, order.asked, tune, order.parent, written)
                await self._db.execute(_SET_ENTRY, (entry.id, order_id))
                await self._keep_book(entry, order.book)
                if order.challenge is not None:
                    await self._db.execute(_ADD_ANSWER, (entry.id, order.challenge))
                return entry
        return None

    async def _keep_book(self, entry: Entry, book: SentBook | None) -> None:
        """Keep the text that a tune is from, in the open transaction, in place of the user's oldest."""
        if book is not None:
            user = entry.asker.user_id
            heading = json.dumps(book.heading, ensure_ascii=False)
            await self._db.execute(_ADD_BOOK, (entry.id, user, heading, book.text))
            old = await self._db.execute(_DELETE_OLD_BOOKS, {"user": user, "most": MOST_BOOKS})
            if old.rowcount:
                await self._set_scrub_due()

    async def count_start(self, order_id: str, by: int = 1) -> None:
        """Count that the order's work has begun; with -1, take that back."""
        async with self._transaction():
            await self._db.execute(_COUNT_START, (by, order_id))

    async def mark_posting(self, order_id: str) -> None:
        """Remember that a message of its own is about to be sent."""
        async with self._transaction():
            await self._db.execute(_MARK_POSTING, (order_id,))

    async def cancel_order(self, order_id: str) -> bool:
        """Delete an order that its user no longer wants; False if there is no such order.

        If it had words that somebody wrote, a scrub is due.
        """
        async with self._transaction():
            dropped = await self._rows(_DROP, (order_id,))
            if any(row["words"] is not None for row in dropped):
                await self._set_scrub_due()
        return bool(dropped)

    async def abandon(self, order_id: str) -> None:
        """Delete an order that failed, and its tune if it has one: it was never shown. Scrubbed as above."""
        entry = await self.ordered_entry(order_id)
        async with self._transaction():
            if entry is not None:
                await self._take_words_back(await self._words_going_with("id = ?1", entry.id))
            for entry_id, written in await self._rows(_DROP, (order_id,)):
                await self._db.execute(_DELETE_TUNE, (entry_id,))
                if written is not None or entry_id is not None:
                    await self._set_scrub_due()

    async def settle(self, order_id: str, message_id: int | None = None) -> None:
        """Delete an order that is done; `message_id`: the message that shows its tune, None if none does."""
        async with self._transaction():
            for (entry_id,) in await self._rows(_DELETE, (order_id,)):
                await self._db.execute(_DELIVERED, (message_id, entry_id))


def _with_words_of(order: Order, tune: Tune) -> Tune:
    """The tune with the words of its order, which may have been reworded while the tune was composed."""
    source = order.asked.source
    if source is None or source == tune.request.source:
        return tune
    title = title_for(f"{order.id} {source}")
    reduced = reworded_tune(tune, title)
    return replace(reduced, request=replace(reduced.request, source=source))
