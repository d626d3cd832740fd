"""What is happening to a job, for any number of listeners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from generator.engine import FINAL, Event


class Story:
    """Events that listeners follow from the latest one to the final one. Only the latest is kept.

    `heard`: somebody has got the final one, or nobody wants it.
    """

    def __init__(self, user: str) -> None:
        self.user = user
        self.heard = False
        self._latest: Event | None = None
        self._listeners: set[asyncio.Queue[Event]] = set()

    @property
    def finished(self) -> bool:
        return isinstance(self._latest, FINAL)

    def tell(self, event: Event) -> None:
        """Add an event, unless it says what the last one said or the story is over."""
        if self.finished or self._latest == event:
            return
        self._latest = event
        for listener in self._listeners:
            listener.put_nowait(event)

    async def follow(self) -> AsyncIterator[Event]:
        """The latest event, and every one after it."""
        heard: asyncio.Queue[Event] = asyncio.Queue()
        if self._latest is not None:
            heard.put_nowait(self._latest)
        self._listeners.add(heard)
        try:
            while True:
                event = await heard.get()
                self.heard = self.heard or isinstance(event, FINAL)
                yield event
                if isinstance(event, FINAL):
                    return
        finally:
            self._listeners.discard(heard)
