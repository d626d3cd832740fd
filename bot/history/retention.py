"""Retention: deletes, once a day, the tunes that have become too old and that nobody saved."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.history.maintenance import Maintenance
from generator.engine.background import background

log = logging.getLogger(__name__)

DAY = 86_400.0


@asynccontextmanager
async def retention(history: Maintenance, days: int, every: float = DAY) -> AsyncIterator[None]:
    """Delete tunes older than `days` now and once a day, as long as the context lasts; 0 keeps all."""
    if not days:
        yield
        return
    async with background(_delete_daily(history, days, every), "retention"):
        yield


async def _delete_daily(history: Maintenance, days: int, every: float) -> None:
    while True:
        try:
            count = await history.delete_older_than(days * DAY)
        except sqlite3.Error:
            log.exception("old tunes could not be deleted; the next try is in %.0f s", every)
        else:
            log.info("deleted %d tunes older than %d days", count, days)
        await asyncio.sleep(every)
