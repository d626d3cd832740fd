"""The events of one job, for any number of listeners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from generator.engine import FINAL, Event


class EventStream:
    """Listeners get the events from the latest one to the final one. Only the latest is kept.

    `delivered`: a listener has received the final event, or the job was cancelled.
    """

    def __init__(self, user: str) -> None:
        self.user = user
        self.delivered = False
        self._latest: Event | None = None
        self._listeners: set[asyncio.Queue[Event]] = set()

    @property
    def finished(self) -> bool:
        return isinstance(self._latest, FINAL)

    def publish(self, event: Event) -> None:
        """Add an event, unless it equals the latest one or the stream has ended."""
        if self.finished or self._latest == event:
            return
        self._latest = event
        for listener in self._listeners:
            listener.put_nowait(event)

    async def follow(self) -> AsyncGenerator[Event, None]:
        """The latest event, and every one after it."""
        received: asyncio.Queue[Event] = asyncio.Queue()
        if self._latest is not None:
            received.put_nowait(self._latest)
        self._listeners.add(received)
        try:
            while True:
                event = await received.get()
                self.delivered = self.delivered or isinstance(event, FINAL)
                yield event
                if isinstance(event, FINAL):
                    return
        finally:
            self._listeners.discard(received)
