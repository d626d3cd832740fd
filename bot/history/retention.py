"""Retention: deletes, once a day, the tunes that have become too old and that nobody saved."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.history.maintenance import Maintenance
from generator.engine.background import background

log = logging.getLogger(__name__)

DAY = 86_400.0
LOOK_SECONDS = 1.0
"""Between two looks whether the time is known."""


@asynccontextmanager
async def retention(
    history: Maintenance, days: int, time_is_known: Callable[[], bool], every: float = DAY
) -> AsyncIterator[None]:
    """Delete tunes older than `days` now and once a day, as long as the context lasts; 0 keeps all.

    Nothing is deleted by its age while nobody knows the time.
    """
    if not days:
        yield
        return
    async with background(_delete_daily(history, days, time_is_known, every), "retention"):
        yield


async def _delete_daily(
    history: Maintenance, days: int, time_is_known: Callable[[], bool], every: float
) -> None:
    while True:
        if not time_is_known():
            await asyncio.sleep(LOOK_SECONDS)
            continue
        try:
            count = await history.delete_older_than(days * DAY)
        except sqlite3.Error:
            log.exception("old tunes could not be deleted; the next try is in %.0f s", every)
        else:
            log.info("deleted %d tunes older than %d days", count, days)
        await asyncio.sleep(every)
