"""Repeats a step of an order until the database works: what was accepted waits for it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

from generator.errors import EngineClosed

log = logging.getLogger(__name__)

SECONDS = 30
"""Between two tries."""

_Result = TypeVar("_Result")


class DatabaseRetry:
    """Repeats a step that reads or writes the history, until it works or the bot is stopped."""

    def __init__(self) -> None:
        self._stopping = False

    def stop(self) -> None:
        """Wait no more. A step that fails from now on is not repeated."""
        self._stopping = True

    async def __call__(self, step: Callable[[], Awaitable[_Result]]) -> _Result:
        """The result of a step. Raises EngineClosed where it fails and the bot is being stopped."""
        while True:
            try:
                return await step()
            except sqlite3.Error as error:
                log.exception("an order waits for the database")
                await self._pause()
                if self._stopping:
                    raise EngineClosed from error

    async def _pause(self) -> None:
        """Sleep until the next try. Looks every second whether the bot is being stopped."""
        for _ in range(SECONDS):
            if self._stopping:
                return
            await asyncio.sleep(1.0)
