"""The task that makes orders of what is due: when it looks, and what it does where something is wrong."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace

import pytest

from bot.history import History, Order, ScheduledPost
from bot.policy.guild_settings import GuildSettings
from bot.schedule.plans import planned, switched_on
from bot.schedule.scheduler import EVERY_SECONDS, LOOK_SECONDS, Scheduler
from bot.transport.discord_clock import DiscordClock
from generator.errors import BadRequest

NOON = 1_764_158_400.0
"""Wednesday 26 November 2025, 12:00 in UTC."""
BY = (99, "Lilt")


class Clock(DiscordClock):
    """`known`: whether Discord has said what the time is."""

    def __init__(self) -> None:
        super().__init__()
        self.at, self.known = NOON, True

    def now(self) -> float:
        return self.at

    @property
    def is_known(self) -> bool:
        return self.known


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def started() -> list[Order]:
    return []


@pytest.fixture
def scheduler(history: History, clock: Clock, started: list[Order]) -> Scheduler:
    async def settings(guild_id: int) -> GuildSettings:
        if guild_id == 666:
            raise BadRequest("instrument", "kazoo", "it must be another one")
        if guild_id == 667:
            raise RuntimeError
        return GuildSettings()

    return Scheduler(history, clock, settings, started.append)


async def add(history: History, guild: int, **changes: object) -> ScheduledPost:
    """A tune of the day at 13:00 in UTC."""
    post = ScheduledPost(
        guild_id=guild, post="tune", channel_id=5, hour=13, zone="UTC", set_by=7, next_at=None
    )
    post = replace(switched_on(post, NOON), **changes)  # type: ignore[arg-type]
    await history.set_posts(post)
    return post


async def test_it_looks_again_when_the_earliest_is_due_and_at_least_every_minute(
    scheduler: Scheduler, history: History, clock: Clock, started: list[Order]
) -> None:
    assert await scheduler.post_due(BY) == EVERY_SECONDS
    await add(history, 1)
    assert await scheduler.post_due(BY) == EVERY_SECONDS
    clock.at = NOON + 3590
    assert await scheduler.post_due(BY) == 10
    assert started == []
    clock.at = NOON + 3600
    assert await scheduler.post_due(BY) == EVERY_SECONDS
    assert [order.id for order in started] == ["daily:1:2025-11-26"]
    assert [order.id for order in await history.orders()] == ["daily:1:2025-11-26"]


async def test_nothing_is_due_while_nobody_knows_the_time(
    scheduler: Scheduler, history: History, clock: Clock, started: list[Order]
) -> None:
    await add(history, 1)
    clock.at, clock.known = NOON + 4000, False
    assert await scheduler.post_due(BY) == LOOK_SECONDS
    assert started == []


async def test_a_clock_that_goes_back_gives_no_day_a_second_post(
    scheduler: Scheduler, history: History, clock: Clock, started: list[Order]
) -> None:
    await add(history, 1)
    for now in (NOON + 3600, NOON - 86_400, NOON + 3599, NOON + 3600, NOON + 7200):
        clock.at = now
        await scheduler.post_due(BY)
    assert len(started) == 1


async def test_a_post_moves_on_only_from_where_it_was_read(history: History) -> None:
    post = await add(history, 1)
    moved = planned(post, NOON + 3600).moved
    assert not await history.move(replace(post, next_at=1), moved)
    assert (await history.posts(1))["tune"] == post


async def test_a_time_zone_that_is_no_longer_known_turns_the_post_off(
    scheduler: Scheduler, history: History, clock: Clock
) -> None:
    await add(history, 1, zone="Atlantis/Ys")
    clock.at = NOON + 3600
    await scheduler.post_due(BY)
    found = (await history.posts(1))["tune"]
    assert (found.next_at, found.off_because) == (
        None, "The time zone Atlantis/Ys is not known here any more.",
    )  # fmt: skip


@pytest.mark.parametrize("bad", [666, 667])
async def test_one_server_does_not_keep_the_others_waiting(
    scheduler: Scheduler, history: History, clock: Clock, started: list[Order], bad: int
) -> None:
    await add(history, bad)
    await add(history, 1000)
    clock.at = NOON + 3600
    assert await scheduler.post_due(BY) == EVERY_SECONDS
    assert [order.id for order in started] == ["daily:1000:2025-11-26"]


async def test_it_waits_for_the_bot_and_for_the_database_and_wakes_when_a_post_is_set_up(
    scheduler: Scheduler,
    history: History,
    clock: Clock,
    started: list[Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(now: float, last: float) -> list[ScheduledPost]:
        raise sqlite3.OperationalError("disk I/O error")

    clock.at = NOON + 3600
    ready = [True]
    with monkeypatch.context() as patched:
        patched.setattr(history, "due_posts", broken)
        task = asyncio.create_task(scheduler.run(lambda: BY if ready else None))
        await asyncio.sleep(0.05)
    assert not task.done()
    await add(history, 1)
    scheduler.changed()
    for _ in range(100):
        await asyncio.sleep(0.02)
        if started:
            break
    task.cancel()
    assert len(started) == 1
