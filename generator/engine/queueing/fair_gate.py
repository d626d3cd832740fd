"""A gate with a number of places: the users who wait for one take turns by how long they had places."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from generator.engine.queueing.fair_queue import FairQueue


class FairGate:
    """Used in one event loop."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken = 0
        self._queue = FairQueue()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._numbers = count()

    def resize(self, places: int) -> None:
        """From now on there are so many places; those who have one keep it."""
        self._places = places
        self._let_in()

    @asynccontextmanager
    async def place(self, user: str) -> AsyncIterator[None]:
        """A place, as soon as it is this user's turn."""
        await self._turn(user)
        started = time.monotonic()
        try:
            yield
        finally:
            self._queue.charge(user, time.monotonic() - started)
            self._leave()

    async def _turn(self, user: str) -> None:
        number = str(next(self._numbers))
        turn = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._queue.add(user, number)
        self._let_in()
        try:
            await turn
        except asyncio.CancelledError:
            if self._waiting.pop(number, None) is None:  # it had been let in at the same moment
                self._leave()
            else:
                self._queue.remove(user, number)
            raise

    def _leave(self) -> None:
        self._taken -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._queue and self._taken < self._places:
            self._taken += 1
            self._waiting.pop(self._queue.pop()).set_result(None)
