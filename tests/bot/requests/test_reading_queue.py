"""ABC that waits to be read: limits that refuse at once, a few at a time, and turns by cost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from bot.requests.reading_queue import Dropped, ReadingQueue
from generator.errors import BadRequest, QueueFull, UserQueueFull

_ids = count()


class Reader:
    """Reads for a while; `most` texts were read at the same time; `order`: whose they were."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.order: list[str] = []

    def work(self, user: str, seconds: float = 0.01) -> Callable[[], Awaitable[str]]:
        async def read() -> str:
            self.now += 1
            self.most = max(self.most, self.now)
            self.order.append(user)
            await asyncio.sleep(seconds)
            self.now -= 1
            return user

        return read


def ask(
    queue: ReadingQueue, user: str, work: Callable[[], Awaitable[str]], waiting: tuple[int, int] = (0, 0)
) -> asyncio.Task[str]:
    return asyncio.create_task(queue.read(user, str(next(_ids)), work, waiting=waiting))


async def test_everyone_gets_what_was_read_a_few_at_a_time() -> None:
    queue, reader = ReadingQueue(), Reader()
    users = [f"user{number}" for number in range(40)]
    assert await asyncio.gather(*(ask(queue, user, reader.work(user)) for user in users)) == users
    assert reader.most == 2


@pytest.mark.parametrize("waiting", [(0, 0), (1, 1), (3, 3), (9, 0)])
async def test_the_limits_count_tunes_that_wait_elsewhere_and_refuse(
    waiting: tuple[int, int],
) -> None:
    in_all, own = waiting
    queue, reader = ReadingQueue(limit=10, user_limit=3), Reader()
    admitted = [ask(queue, "ann", reader.work("ann", 0.2), waiting) for _ in range(5)]
    others = [ask(queue, f"user{number}", reader.work("x", 0.2), (in_all, 0)) for number in range(12)]
    await asyncio.sleep(0.05)
    room = min(3 - own, 10 - in_all)
    assert sum(not task.done() for task in admitted) == max(0, room)
    assert sum(not task.done() for task in others) == 10 - in_all - max(0, room)
    results = await asyncio.gather(*admitted, *others, return_exceptions=True)
    assert {type(one) for one in results} <= {str, QueueFull, UserQueueFull}
    assert await ask(queue, "ann", reader.work("ann")) == "ann"  # the room is free again


async def test_one_users_long_texts_delay_another_by_one_text() -> None:
    queue, reader = ReadingQueue(user_limit=64, at_once=1), Reader()
    hostile = [ask(queue, "ann", reader.work("ann", 0.03)) for _ in range(20)]
    await asyncio.sleep(0)
    cheap = [ask(queue, "bob", reader.work("bob", 0.001)) for _ in range(5)]
    await asyncio.gather(*cheap)
    assert reader.order.count("ann") <= 2
    await asyncio.gather(*hostile)


@pytest.mark.parametrize("when", ["waiting", "reading"])
async def test_who_gives_up_leaves_no_gap(when: str) -> None:
    queue, reader = ReadingQueue(at_once=1), Reader()
    first, second = (ask(queue, user, reader.work(user, 0.05)) for user in ("ann", "bob"))
    await asyncio.sleep(0.01)
    (second if when == "waiting" else first).cancel()
    async with asyncio.timeout(5):
        assert await ask(queue, "cyd", reader.work("cyd")) == "cyd"
    await asyncio.gather(first, second, return_exceptions=True)
    assert reader.most <= 2


async def test_an_error_in_a_text_frees_its_place() -> None:
    queue, reader = ReadingQueue(user_limit=1, at_once=1), Reader()

    async def fail() -> str:
        raise BadRequest("ABC", "this", "it must be another")

    for _ in range(3):
        with pytest.raises(BadRequest):
            await ask(queue, "ann", fail)
    assert await ask(queue, "ann", reader.work("ann")) == "ann"
    assert (queue._users, queue._turns) == ({}, {})


async def test_nothing_comes_of_texts_that_are_dropped() -> None:
    queue, reader = ReadingQueue(at_once=1), Reader()
    dropped = [ask(queue, "ann", reader.work("ann", 0.02)) for _ in range(2)]
    other = ask(queue, "bob", reader.work("bob"))
    await asyncio.sleep(0.01)
    queue.drop("ann")
    later = ask(queue, "ann", reader.work("ann"))
    results = await asyncio.gather(*dropped, other, later, return_exceptions=True)
    assert [type(one) for one in results] == [Dropped, Dropped, str, str]
    queue.drop("ann")  # who waits for nothing
    assert (queue._users, queue._turns, queue._dropped) == ({}, {}, {})


async def test_all_who_are_cancelled_at_once_end_and_leave_no_gap() -> None:
    """As when the bot ends: the place of one that ends must not go to one that ends too."""
    queue, reader = ReadingQueue(at_once=1), Reader()
    asked = [ask(queue, f"user{number}", reader.work("x", 5.0)) for number in range(4)]
    await asyncio.sleep(0.01)
    for task in asked:
        task.cancel()
    ended = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(one) for one in ended} == {asyncio.CancelledError}
    assert await ask(queue, "ann", reader.work("ann")) == "ann"
