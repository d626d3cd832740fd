"""The queue in which ABC that users sent waits to be read: a few texts at a time, in threads.

Reading a long one keeps the interpreter busy for a tenth of a second. Knows nothing of Discord.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeVar

from generator.engine.queueing.fair_queue import FairQueue
from generator.errors import LiltError, QueueFull, UserQueueFull

AT_ONCE = 2

_Result = TypeVar("_Result")


class Dropped(LiltError):
    """A text whose user wants nothing of it any more."""

    def __init__(self) -> None:
        super().__init__("You had your data deleted, and this request with it.")


class ReadingQueue:
    """Users take turns by the time that their texts take.

    `limit` and `user_limit`: how many texts may wait or be read, in all and of one user.
    """

    def __init__(self, limit: int = 100, user_limit: int = 3, at_once: int = AT_ONCE) -> None:
        self._limit = limit
        self._user_limit = user_limit
        self._free = at_once
        self._users: Counter[str] = Counter()
        self._queue = FairQueue()
        self._turns: dict[str, asyncio.Future[None]] = {}
        self._dropped: dict[str, asyncio.Event] = {}
        """Of each user whose texts wait or are read: set when they are dropped."""

    async def read(
        self, user: str, text_id: str, work: Callable[[], Awaitable[_Result]], *, waiting: tuple[int, int]
    ) -> _Result:
        """What `work` returns, when it is this user's turn.

        `waiting`: how many tunes wait for other reasons, in all and of this user; the limits count them too.
        Raises QueueFull or UserQueueFull at once, Dropped after `drop`, and what `work` raises.
        """
        in_all, own = waiting
        if self._users.total() + in_all >= self._limit:
            raise QueueFull(self._users.total() + in_all)
        if self._users[user] + own >= self._user_limit:
            raise UserQueueFull(self._user_limit)
        self._users[user] += 1
        dropped = self._dropped.setdefault(user, asyncio.Event())
        try:
            await self._turn(user, text_id)
            result = await self._work(user, work)
        finally:
            self._users[user] -= 1
            self._users += Counter()  # forgets users who wait for nothing
            if user not in self._users:
                self._dropped.pop(user, None)
        if dropped.is_set():
            raise Dropped
        return result

    def drop(self, user: str) -> None:
        """Have nothing come of the texts of this user that wait or are read now."""
        if dropped := self._dropped.pop(user, None):
            dropped.set()

    async def _work(self, user: str, work: Callable[[], Awaitable[_Result]]) -> _Result:
        started = time.monotonic()
        try:
            return await work()
        finally:
            self._queue.charge(user, time.monotonic() - started)
            self._free += 1
            self._start_next()

    async def _turn(self, user: str, text_id: str) -> None:
        turn = self._turns[text_id] = asyncio.get_running_loop().create_future()
        self._queue.add(user, text_id)
        self._start_next()
        try:
            await turn
        except asyncio.CancelledError:
            if self._turns.pop(text_id, None) is not None:
                self._queue.remove(user, text_id)
            elif not turn.cancelled():  # its turn had just come
                self._free += 1
                self._start_next()
            raise

    def _start_next(self) -> None:
        while self._queue and self._free:
            turn = self._turns.pop(self._queue.pop())
            if not turn.done():  # else it was cancelled just now, and its task does not know yet
                self._free -= 1
                turn.set_result(None)
