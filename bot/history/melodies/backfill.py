"""Indexes the tunes that were there before phrases could be found, a few at a time, in the background."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.history.melodies.index import Melodies
from generator.engine.background import background

log = logging.getLogger(__name__)

PAUSE = 0.1
"""Between two transactions, so that others can write: 200,000 tunes take less than an hour."""
MINUTE = 60.0


@asynccontextmanager
async def indexing(history: Melodies, pause: float = PAUSE, retry: float = MINUTE) -> AsyncIterator[None]:
    """Index the older tunes as long as the context lasts; the next start goes on from there."""
    async with background(_index_older(history, pause, retry), "indexing"):
        yield


async def _index_older(history: Melodies, pause: float, retry: float) -> None:
    while True:
        try:
            if not await history.index_older():
                return
        except sqlite3.Error:
            log.exception("older tunes could not be indexed; the next try is in %.0f s", retry)
            await asyncio.sleep(retry)
        await asyncio.sleep(pause)
