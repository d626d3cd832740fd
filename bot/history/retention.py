"""Forgets, once a day, the tunes that are older than they may become; those that somebody saved stay."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.history import History

log = logging.getLogger(__name__)

DAY = 86_400.0


@asynccontextmanager
async def forgetting(history: History, days: int, every: float = DAY) -> AsyncIterator[None]:
    """For as long as the context lasts, and at its beginning; 0 days keep everything."""
    if not days:
        yield
        return
    task = asyncio.create_task(_forget(history, days, every), name="retention")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _forget(history: History, days: int, every: float) -> None:
    while True:
        try:
            count = await history.forget_older(days * DAY)
        except sqlite3.Error:
            log.exception("old tunes could not be forgotten; the next try is in %.0f s", every)
        else:
            log.info("forgot %d tunes older than %d days", count, days)
        await asyncio.sleep(every)
