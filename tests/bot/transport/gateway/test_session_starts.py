"""New sessions begin as often as Discord allows, and no oftener."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine

import pytest

from bot.transport.gateway import session_starts
from bot.transport.gateway.recommendation import Recommendation
from bot.transport.gateway.session_starts import SessionStarts

SECONDS = 0.2


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_starts, "SESSION_SECONDS", SECONDS)


def said(concurrency: int, remaining: int = 1000, reset_seconds: float = 0.0) -> Recommendation:
    return Recommendation(
        shards=16, concurrency=concurrency, remaining=remaining, reset_seconds=reset_seconds
    )


async def never() -> Recommendation:
    raise AssertionError


async def began(starts: SessionStarts, shard: int, times: dict[int, float]) -> None:
    async with starts.turn(shard):
        times[shard] = asyncio.get_running_loop().time()


@pytest.mark.parametrize("concurrency", [1, 2, 4])
async def test_each_bucket_begins_one_session_at_a_time(concurrency: int) -> None:
    starts, times = SessionStarts(said(concurrency), never), dict[int, float]()
    await asyncio.gather(*(began(starts, shard, times) for shard in range(4)))
    for bucket in range(concurrency):
        own = sorted(time for shard, time in times.items() if shard % concurrency == bucket)
        assert all(later - earlier >= SECONDS * 0.99 for earlier, later in itertools.pairwise(own))
    assert max(times.values()) - min(times.values()) < SECONDS * (4 / concurrency - 1) + SECONDS


Failing = Callable[[SessionStarts], Coroutine[None, None, None]]


async def fails(starts: SessionStarts) -> None:
    with pytest.raises(OSError, match="503"):
        async with starts.turn(0):
            raise OSError("503")


async def is_cancelled(starts: SessionStarts) -> None:
    async with starts.turn(0):
        waiting = asyncio.create_task(began(starts, 1, {}))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        raise asyncio.CancelledError


async def test_a_shard_that_cannot_connect_takes_no_turn_away() -> None:
    starts, loop = SessionStarts(said(1, remaining=1), never), asyncio.get_running_loop()
    begun_at = loop.time()
    for _ in range(5):
        await fails(starts)
    with pytest.raises(asyncio.CancelledError):
        await is_cancelled(starts)
    await began(starts, 0, {})
    assert loop.time() - begun_at < SECONDS


async def test_sessions_that_are_used_up_are_waited_for() -> None:
    answers = [said(1, remaining=0, reset_seconds=0.3), said(1, remaining=7)]

    async def ask() -> Recommendation:
        return answers.pop(0)

    starts, times = SessionStarts(said(1, remaining=1), ask), dict[int, float]()
    await began(starts, 0, times)
    await began(starts, 1, times)
    assert times[1] - times[0] >= 0.3
    assert answers == []
