"""Kills the bot again and again while people ask for tunes, then looks at what they got and what is in the
file.

Every request has a seed of its own, by which it is known in the history; every tune's message has buttons
with the tune's number.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bot.app import DATABASE
from tests.loopback.harness import LoopbackDiscord, loopback_discord

UNLIMITED = {"LILT_PER_MINUTE": "0"}
PROGRAM = ("-m", "tests.crash.delayed_engine_bot")
LONGEST_LIFE = 1.0
"""Seconds that a bot has at most, once it is there; a tune takes half of that."""

TOO_LATE = 15 * 60
LATE = 0.15
"""In so many of the kills it is longer than the fifteen minutes of an interaction until the bot is back."""

STILLBORN = 0.3
LONGEST_START = 2.0
"""In so many of the kills the next bot is killed too, within its first seconds, in which it is on its way
there."""

SETTLING_SECONDS = 60.0


@dataclass
class Result:
    """What came of it: `answered` requests were accepted; the rest should be 0."""

    kills: int = 0
    asked: int = 0
    answered: int = 0
    lost: int = 0
    double: int = 0
    corrupt: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"kills={self.kills} lost={self.lost} double={self.double} corrupt={self.corrupt}"


async def crash(data: Path, kills: int, chance: Random) -> Result:
    """Kill the bot so often; `data` is its folder."""
    result = Result()
    async with loopback_discord(data) as discord:
        asked: dict[int, Any] = {}
        bot = await discord.start_bot(UNLIMITED, program=PROGRAM)
        while result.kills < kills:
            for _ in range(chance.randint(0, 3)):
                asked[len(asked)] = await discord.invoke("compose", seed=len(asked))
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
            await bot.kill()
            result.kills += 1
            look_at_file(data / DATABASE, result)
            if chance.random() < LATE:
                discord.simulation.backend.advance_clock(TOO_LATE)
            if chance.random() < STILLBORN:
                await discord.start_and_kill(chance.uniform(0, LONGEST_START), UNLIMITED, program=PROGRAM)
                result.kills += 1
                look_at_file(data / DATABASE, result)
            bot = await discord.start_bot(UNLIMITED, program=PROGRAM)
        await settled(data / DATABASE, discord)
        await bot.kill()
        count(discord, asked, data / DATABASE, result)
    return result


def look_at_file(database: Path, result: Result) -> None:
    """As the next process will find it: whole, and no tune for the same request twice.

    A copy: whoever opens a database after a kill mends it, and that is for the bot to do.
    """
    copy = database.with_name("copy.sqlite3")
    for ending in ("", "-wal", "-shm"):
        beside = database.with_name(database.name + ending)
        if beside.exists():
            shutil.copyfile(beside, copy.with_name(copy.name + ending))
    with closing(sqlite3.connect(copy)) as db:
        (verdict,) = db.execute("PRAGMA integrity_check").fetchone()
        lost_keys = db.execute("PRAGMA foreign_key_check").fetchall()
        twice = db.execute(
            "SELECT json_extract(asked, '$.seed') AS seed FROM tunes GROUP BY seed HAVING count(*) > 1"
        ).fetchall()
    if verdict != "ok" or lost_keys:
        result.corrupt += 1
        result.problems.append(f"after kill {result.kills}: {verdict}")
    result.problems.extend(f"after kill {result.kills}: two tunes for request {seed}" for (seed,) in twice)
    result.double += len(twice)


async def settled(database: Path, discord: LoopbackDiscord) -> None:
    """Wait until no order is left."""

    def done() -> bool:
        with closing(sqlite3.connect(database)) as db:
            return not db.execute("SELECT count(*) FROM jobs").fetchone()[0]

    await discord.wait_for(done, SETTLING_SECONDS)


def count(discord: LoopbackDiscord, asked: dict[int, Any], database: Path, result: Result) -> None:
    """Every request that was accepted has one message with its tune."""
    with closing(sqlite3.connect(database)) as db:
        made = dict(db.execute("SELECT json_extract(asked, '$.seed'), id FROM tunes"))
        in_history = dict(db.execute("SELECT id, message_id FROM tunes"))
    shown = Counter(shown_tunes(discord))
    result.asked = len(asked)
    for seed, request in asked.items():
        if not request._interaction.responded:
            continue
        result.answered += 1
        number = made.get(seed)
        times = shown[number] if number else 0
        if times == 0 or number is None or in_history[number] is None:
            result.lost += 1
            result.problems.append(f"request {seed}, tune {number}: shown {times} times")
        elif times > 1:
            result.double += 1
            result.problems.append(f"request {seed}, tune {number}: shown {times} times")


def shown_tunes(discord: LoopbackDiscord) -> Iterator[int]:
    """The number of the tune of every message that has one, with its files."""
    channels = discord.simulation.backend.messages.values()
    for message in (message for channel in channels for message in channel.values()):
        for row in message.components or ():
            for item in row.get("components", ()):
                name = str(item.get("custom_id", ""))
                if name.startswith("lilt:another:") and len(message.attachments) == 2:
                    yield int(name.rpartition(":")[2])
