"""What has happened to a job so far, for any number of listeners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from generator.engine import FINAL, Event


class Story:
    """A list of events that listeners follow from its latest one to its final one."""

    def __init__(self, user: str) -> None:
        self.user = user
        self._events: list[Event] = []
        self._news = asyncio.Event()

    @property
    def finished(self) -> bool:
        return bool(self._events) and isinstance(self._events[-1], FINAL)

    def tell(self, event: Event) -> None:
        """Add an event, unless it says what the last one said or the story is over."""
        if self.finished or (self._events and self._events[-1] == event):
            return
        self._events.append(event)
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self) -> AsyncIterator[Event]:
        """The latest event, and every one after it."""
        index = max(0, len(self._events) - 1)
        while True:
            while index < len(self._events):
                event = self._events[index]
                yield event
                if isinstance(event, FINAL):
                    return
                index += 1
            await self._news.wait()
