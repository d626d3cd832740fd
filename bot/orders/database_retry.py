"""Repeats a step of an order until the database works: what was accepted waits for it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

log = logging.getLogger(__name__)

SECONDS = 30.0
"""Between two tries."""

_Result = TypeVar("_Result")


async def until_database_works(step: Callable[[], Awaitable[_Result]]) -> _Result:
    """The result of a step that reads or writes the history."""
    while True:
        try:
            return await step()
        except sqlite3.Error:
            log.exception("an order waits for the database")
            await asyncio.sleep(SECONDS)
