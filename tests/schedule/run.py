"""Simulated days of five servers, in zones whose clocks change, with a bot that is killed again and again.

The schedule, orders and database are the real ones, on a real file. The bot dies at any one of its steps:
before or after any statement of SQL, commit, look into a channel, or message. Then it is down: mostly for
minutes, sometimes for hours or for two days. What had to come is computed on its own, by quarters of an hour.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch
from zoneinfo import ZoneInfo

import discord

from bot.history import Challenge, History, PostKind
from bot.orders import open_answers
from bot.orders.service import OrderService
from bot.policy.admission import Admission
from bot.schedule.scheduler import Scheduler
from bot.schedule.setting_up import Wishes, set_up
from bot.transport.discord_clock import DiscordClock
from bot.views.scheduled import POSTS, heading
from generator.request import ComposeRequest
from tests.bot.fakes import FakeEngine, tune
from tests.schedule.answers import accept_one, left_out, make_accepted
from tests.schedule.world import BOT, Client, Killed, World

QUARTER, HOUR, DAY = 900, 3600, 86_400
CHALLENGED = 50
"""A server with one challenge of three days after the other, and nothing else."""
MOMENT = 0.02
"""Real seconds in which orders mostly are done, but for the end of a challenge that waits for answers."""
EARLY = 0.01
"""How likely it is ended early at each look: about half of them are."""
FIRST = date(2026, 1, 5)
"""A Monday: by the first Sunday tunes are saved."""
ZONES = (
    ("Europe/Dublin", 1),  # the hour that is left out in spring and comes twice in autumn
    ("America/New_York", 2),  # left out in spring
    ("America/New_York", 1),  # twice in autumn
    ("Australia/Lord_Howe", 2),  # half of it is left out
    ("Pacific/Kiritimati", 23),  # fourteen hours ahead, and the last hour of the day
)


@dataclass(frozen=True)
class Figures:
    """`missed`, `double`, `wrong`: posts that had to come, came twice, or must not have come (then)."""

    days: int
    posts: int
    challenges: int
    kills: int
    late: int
    missed: int
    double: int
    wrong: int

    def __str__(self) -> str:
        return (
            f"posts={self.posts} challenges={self.challenges} kills={self.kills} late={self.late} "
            f"wrong={self.wrong} days={self.days} missed={self.missed} double={self.double}"
        )


@patch.object(open_answers, "LOOK_SECONDS", 0.0)
async def run(data: Path, days: int, seed: int, per_mille: int, first: date = FIRST) -> Figures:
    """Let so many days pass, from a Monday; the bot dies at `per_mille` of a thousand steps."""
    asyncio.get_running_loop().set_exception_handler(_only_deaths)
    begin = datetime.combine(first, datetime.min.time(), UTC).timestamp() - DAY
    chance = Random(seed)  # noqa: S311 - a test, not secrets
    world = World(now=begin, chance=chance, risk=per_mille / 1000)
    path = data / "lilt.sqlite3"
    async with History.open(path, lambda: world.now) as history:
        for guild, (zone, hour) in enumerate(ZONES):
            wishes = Wishes(on={"tune": True, "session": True}, hour=hour, zone=zone)
            after = set_up({}, wishes, place=(guild, guild), user_id=7, now=world.now)
            await history.set_posts(*after.values())
    end = begin + (days + 2) * DAY
    while world.now < end:
        await _live(world, path, end)
        if world.now < end:
            world.now += _down_seconds(world.chance)
    world.risk = 0.0
    await _live(world, path, world.now + HOUR)  # what was stored comes at last
    with closing(sqlite3.connect(path)) as db:
        ends = [end for (end,) in db.execute("SELECT ends_at FROM challenges ORDER BY ends_at")]
    figures = _figures(world, days, first)
    figures = replace(figures, wrong=figures.wrong + left_out(world, path, CHALLENGED))
    return replace(figures, challenges=len(ends), **_ends(world, figures, [at for at in ends if at < end]))


async def _live(world: World, path: Path, end: float) -> None:
    """One process, from its start until it is killed or the time is over."""
    world.dead = asyncio.Event()
    clock = DiscordClock(lambda: world.now, lambda: world.now)
    vars(clock).update(_offset=0.0)  # Discord has said the time
    async with History.open(path, lambda: world.now) as history:
        db: Any = history._db
        vars(db).update(execute=_Mortal(world, db.execute), commit=world.mortal(db.commit))
        admission = Admission(history, None, clock.now)
        orders = OrderService(FakeEngine(), history, admission, clock, pause=0)
        client = cast(discord.Client, Client(world))
        tasks = orders._fulfilment._resumed

        async def sleep(changed: asyncio.Event, seconds: float) -> None:
            """Pass the time, when all orders of this moment are done."""
            world.looks.append(world.now)
            while tasks:
                await asyncio.wait(set(tasks), timeout=MOMENT)
                await make_accepted(history)
            world.step()
            _save_all(path, world.now)
            running = await history.running_challenge(CHALLENGED)
            if running is not None and world.chance.random() < EARLY:
                await history.end_challenge(running.id, int(world.now))
                running = None
            if running is None:
                await history.start_challenge(_challenge(world.now))
            else:
                await accept_one(history, world, running)
            world.now += max(1.0, seconds)
            if world.now >= end:
                world.dead.set()
            world.step()

        scheduler = Scheduler(
            history,
            clock,
            admission.guild_settings,
            lambda order: orders.start(client, order),
            sleep=sleep,
            every=HOUR,
        )
        try:
            for order in await history.orders():
                if order.challenge is None:  # the answers are made by `make_accepted`
                    orders.start(client, order)
            await scheduler.run(lambda: (BOT, "Lilt"))
        except Killed:
            world.dead.set()
        for task in set(tasks):
            task.cancel()
        await asyncio.gather(*set(tasks), return_exceptions=True)


def _only_deaths(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Nobody is left to ask how the tasks of a dead process have ended."""
    if not isinstance(context.get("exception"), Killed):
        loop.default_exception_handler(context)


class _Mortal:
    """`execute` of aiosqlite, which can be awaited or entered: the bot may be killed before and after it."""

    def __init__(self, world: World, execute: Any) -> None:
        self._act = world.mortal(execute)

    async def __call__(self, *values: Any) -> Any:
        return await self._act(*values)


def _challenge(now: float) -> Challenge:
    return Challenge(
        guild_id=CHALLENGED,
        channel_id=CHALLENGED,
        user_id=7,
        asked=ComposeRequest(opening="DFA"),
        tune=tune(ComposeRequest()),
        ends_at=int(now) + 3 * DAY,
    )


def _save_all(path: Path, now: float) -> None:
    """Somebody saves every new tune, and each third one answers the challenge."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT OR IGNORE INTO favourites SELECT 7, id, ? FROM tunes WHERE created_at > ?",
            (int(now), int(now - 2 * DAY)),
        )
        db.execute(
            "INSERT OR IGNORE INTO answers SELECT tunes.id, challenges.id FROM tunes JOIN challenges "
            "WHERE ends_at > ? AND created_at > ? AND tunes.id % 3 = 0 AND message_id IS NOT NULL",
            (int(now), int(now - 2 * DAY)),
        )


def _down_seconds(chance: Random) -> float:
    """How long the bot is down."""
    longest = chance.choices((600, 5 * HOUR, 40 * HOUR), (95, 4, 1))[0]
    return chance.uniform(1, longest)


def _figures(world: World, days: int, first: date) -> Figures:
    """Compare what came with what had to come."""
    came = Counter[tuple[int, PostKind, date]]()
    late = wrong = missed = 0
    due = {
        (guild, kind, day): _span(ZoneInfo(zone), hour, day)
        for guild, (zone, hour) in enumerate(ZONES)
        for number in range(-2, days + 3)
        for day in [first + timedelta(days=number)]
        for kind in POSTS
        if kind == "tune" or day.weekday() == 6
    }
    by_heading: dict[tuple[int, str], list[tuple[int, PostKind, date]]] = {}
    for guild, kind, day in due:
        by_heading.setdefault((guild, heading(kind, day)), []).append((guild, kind, day))
    for message in (one for one in world.messages if one.channel != CHALLENGED):
        named = by_heading.get((message.channel, message.content.partition("\n")[0]), [])
        key = min(named, key=lambda key: abs(due[key][0] - _sent(message)), default=None)
        if key is None or _sent(message) < due[key][0]:
            wrong += 1
            continue
        came[key] += 1
        late += _sent(message) > due[key][0] + HOUR
    for (guild, kind, day), (begins, ends) in due.items():
        if not first <= day < first + timedelta(days=days):
            continue
        looked = any(begins <= at < ends for at in world.looks)
        missed += looked and not came[guild, kind, day]
    double = sum(count - 1 for count in came.values())
    return Figures(days, sum(came.values()), 0, world.kills, late, missed, double, wrong)


def _ends(world: World, figures: Figures, ends: list[int]) -> dict[str, int]:
    """The figures with the ends of these challenges, each of which must have come once and after it."""
    came = [_sent(message) for message in world.messages if message.channel == CHALLENGED]
    early = sum(at < end for at, end in zip(came, ends, strict=False))
    return {
        "missed": figures.missed + max(0, len(ends) - len(came)),
        "double": figures.double + max(0, len(came) - len(ends)),
        "wrong": figures.wrong + early,
    }


def _sent(message: SimpleNamespace) -> float:
    return cast(float, message.created_at.timestamp())


def _span(zone: ZoneInfo, hour: int, day: date) -> tuple[float, float]:
    """From the first quarter of an hour of that day at which the clock shows this hour or a later one, to the
    end of that day."""
    noon = datetime.combine(day, datetime.min.time(), UTC).timestamp() - DAY
    quarters = [noon + QUARTER * number for number in range(4 * 72)]
    local = [(at, datetime.fromtimestamp(at, zone)) for at in quarters]
    begins = min(at for at, shown in local if shown.date() == day and shown.hour >= hour)
    return begins, max(at for at, shown in local if shown.date() == day) + QUARTER
