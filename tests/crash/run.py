"""Kills the bot again and again while users ask for tunes; then checks their messages and the database.

Every request has a seed of its own, by which the history knows it. The buttons of every tune's message have
the tune's number.
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
"""Seconds from a bot's connecting to its kill, at most; a tune takes half of that."""

TOKEN_SECONDS = 15 * 60
LATE = 0.15
"""The share of kills after which the bot is back only when the interactions' tokens have expired."""

KILLED_STARTING = 0.3
"""The share of kills after which the next bot is killed too, while it is starting."""
LONGEST_START = 2.0
"""Seconds after which a starting bot is killed, at most."""

SETTLING_SECONDS = 60.0


@dataclass
class Result:
    """The figures. `answered` requests were accepted; `lost`, `double` and `corrupt` should be 0."""

    kills: int = 0
    asked: int = 0
    answered: int = 0
    lost: int = 0
    double: int = 0
    corrupt: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"kills={self.kills} lost={self.lost} double={self.double} corrupt={self.corrupt}"


async def crash(data: Path, kills: int, seed: int) -> Result:
    """Kill the bot `kills` times; `data` is its folder."""
    result, chance = Result(), Random(seed)  # noqa: S311 - no secret
    async with loopback_discord(data) as discord:
        asked: dict[int, Any] = {}
        bot = await discord.start_bot(UNLIMITED, program=PROGRAM)
        while result.kills < kills:
            for _ in range(chance.randint(0, 3)):
                asked[len(asked)] = await discord.invoke("compose", seed=len(asked))
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
            await bot.kill()
            result.kills += 1
            check_database(data / DATABASE, result)
            if chance.random() < LATE:
                discord.simulation.backend.advance_clock(TOKEN_SECONDS)
            if chance.random() < KILLED_STARTING:
                await discord.start_and_kill(chance.uniform(0, LONGEST_START), UNLIMITED, program=PROGRAM)
                result.kills += 1
                check_database(data / DATABASE, result)
            bot = await discord.start_bot(UNLIMITED, program=PROGRAM)
        await wait_until_settled(data / DATABASE, discord)
        await bot.kill()
        count(discord, asked, data / DATABASE, result)
    return result


def check_database(database: Path, result: Result) -> None:
    """Check that the database is intact and has no two tunes for one request.

    Opens a copy: opening a database after a kill repairs it, and the bot must do that itself.
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


async def wait_until_settled(database: Path, discord: LoopbackDiscord) -> None:
    """Wait until no order is left in the database."""

    def done() -> bool:
        with closing(sqlite3.connect(database)) as db:
            return not db.execute("SELECT count(*) FROM jobs").fetchone()[0]

    await discord.wait_for(done, SETTLING_SECONDS)


def count(discord: LoopbackDiscord, asked: dict[int, Any], database: Path, result: Result) -> None:
    """Count the accepted requests without exactly one message with their tune."""
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
    """The number of the tune of every message that shows one with its two files."""
    channels = discord.simulation.backend.messages.values()
    for message in (message for channel in channels for message in channel.values()):
        for row in message.components or ():
            for item in row.get("components", ()):
                name = str(item.get("custom_id", ""))
                if name.startswith("lilt:another:") and len(message.attachments) == 2:
                    yield int(name.rpartition(":")[2])
