"""A progress line: one text in a message, kept up to date. Shows the newest text, not every text."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import SendError

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds between two edits; Discord allows about five in five seconds, and bars are written faster."""
PAUSE_AFTER_FAULT = 30.0
"""Seconds without an edit after one that failed: the answer needs Discord's patience more than the line."""


class ProgressLine:
    """`edit` shows a text; `shown` is already there. Call `stop` before anything else is written."""

    def __init__(self, edit: Callable[[str], Awaitable[object]], shown: str, pause: float = PAUSE) -> None:
        self._edit = edit
        self._shown = self._wanted = shown
        self._pause = pause
        self._editing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def show(self, text: str) -> None:
        """Show this text now, or as soon as the pause is over. Returns at once."""
        self._wanted = text
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._catch_up())

    async def stop(self) -> None:
        """Edit no more. An edit under way gets through first: it must not arrive after the answer."""
        async with self._editing:
            if self._task is not None:
                self._task.cancel()

    async def _catch_up(self) -> None:
        while self._shown != self._wanted:
            pause = self._pause
            async with self._editing:
                self._shown = self._wanted
                try:
                    await self._edit(self._shown)
                except SendError as error:
                    log.info("could not show %r: %s", self._shown, error)
                    pause = PAUSE_AFTER_FAULT
            await asyncio.sleep(pause)
