"""Finishes what the button of /forget-me began, where the process was killed or the database failed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.history.user_data import UserData
from generator.engine.background import background
from generator.errors import LiltError

log = logging.getLogger(__name__)

MINUTE = 60.0


@asynccontextmanager
async def forgetting(history: UserData, every: float = MINUTE) -> AsyncIterator[None]:
    """Finish it now, before orders of such users go on, and every minute as long as the context lasts."""
    await finish_forgetting(history)
    async with background(_finish_forever(history, every), "forgetting"):
        yield


async def finish_forgetting(history: UserData) -> None:
    """Delete the data of all who have asked for that. What fails is left to the next try."""
    try:
        users = await history.to_forget()
    except sqlite3.Error:
        log.exception("it cannot be said who is to be forgotten")
        return
    for user in users:
        try:
            await history.delete_user(user)
        except (sqlite3.Error, LiltError, ValueError):
            log.exception("the data of a user who has asked for it cannot be deleted yet")
        else:
            log.info("the data of a user who had asked for it is deleted now")


async def _finish_forever(history: UserData, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        await finish_forgetting(history)
