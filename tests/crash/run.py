"""Kills the bot again and again while users ask for tunes; then checks their messages and the database.

Some bots hardly start, some meet a gateway or a proxy that does not work, some come back late or on a machine
whose clock is wrong, and some share the database with a program that reads it.

Every request has a seed of its own, by which the history knows it. The buttons of every tune's message have
the tune's number.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bot.app import DATABASE
from bot.playground.bot_process import BotProcess
from bot.playground.faults import Fault, Frames, Garbage, Reset, Status
from bot.playground.server import CONNECT
from tests.loopback.harness import LoopbackDiscord, loopback_discord
from tests.loopback.wrong_clock_bot import VARIABLE

PROGRAM = ("-m", "tests.crash.delayed_engine_bot")
LONGEST_LIFE = 1.0
"""Seconds from a bot's connecting to its kill, at most; a tune takes half of that."""

TOKEN_SECONDS = 15 * 60
LATE = 0.15
"""The share of kills after which the bot is back only when the interactions' tokens have expired."""

SHORT_LIVES = 0.3
"""The share of kills after which the next bots are killed while they are starting, with a backlog."""
MOST_SHORT_LIVES, BACKLOG = 4, 6
SHORTEST_START, LONGEST_START = 0.1, 2.5
"""Seconds after which a starting bot is killed."""

HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400
CLOCKS = (0, 0, 0, -HOUR, HOUR, DAY, -DAY, 10 * YEAR, -10 * YEAR)
"""By how many seconds the machine's clock may be wrong in a life."""

JSON = "application/json"
FAULTS: tuple[tuple[str, Fault], ...] = (
    ("PATCH */messages/@original", Garbage(b"{}", JSON, done=True)),
    ("PATCH */messages/@original", Garbage()),
    ("PATCH */messages/@original", Garbage(status=404)),
    ("PATCH */messages/@original", Reset(done=True)),
    ("POST /channels/*/messages", Garbage(done=True)),
    ("POST /channels/*/messages", Reset(done=True)),
    ("POST /channels/*/messages", Status(503, done=True)),
    ("GET /channels/*/messages*", Garbage(status=403)),
    ("GET /users/@me", Garbage()),
)
"""What a call may meet in a life."""
FAULTY = 0.5
"""The share of lives with one of them."""
GATEWAYS: tuple[Fault | None, ...] = (None, Status(503), Frames(), Garbage())
"""What the gateway may answer to starts that are killed; None: it works."""

READER = 0.3
"""The share of lives during which another program reads the database."""

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
    async with loopback_discord(data) as discord:
        run = _Run(discord, Random(seed), data / DATABASE)  # noqa: S311 - no secret
        while run.result.kills < kills:
            await run.life()
        run.end_faults()
        bot = await run.start()
        await wait_until_settled(run.database, discord)
        await bot.kill()
        count(discord, run.asked, run.database, run.result)
    return run.result


@dataclass
class _Run:
    """One crash test. `asked`: the requests by their seeds."""

    discord: LoopbackDiscord
    chance: Random
    database: Path
    result: Result = field(default_factory=Result)
    asked: dict[int, Any] = field(default_factory=dict)

    async def life(self) -> None:
        """A bot that connects, is asked for tunes, and is killed; then perhaps some that hardly start."""
        short = self.chance.random() < SHORT_LIVES
        bot = await self.start()
        with self.reader():
            if self.chance.random() < FAULTY:
                self.discord.faults.next(*self.chance.choice(FAULTS), times=self.chance.randint(1, 3))
            asked = [await self.ask() for _ in range(self.chance.randint(0, BACKLOG if short else 3))]
            if short:  # they are accepted, and wait
                await asyncio.gather(*(self.discord.answered(one) for one in asked))
            await asyncio.sleep(self.chance.uniform(0, LONGEST_LIFE))
            await self.killed(bot)
            for _ in range(self.chance.randint(1, MOST_SHORT_LIVES) if short else 0):
                await self.short_life()
        self.end_faults()

    async def short_life(self) -> None:
        """A bot that is killed while it is starting or soon after, on a gateway that may not work."""
        gateway = self.chance.choice(GATEWAYS)
        if gateway is not None:
            self.discord.faults.next(CONNECT, gateway, times=1000)
        seconds = self.chance.uniform(SHORTEST_START, LONGEST_START)
        await self.discord.start_and_kill(seconds, self.environ(), program=PROGRAM)
        self.note_kill()
        self.end_faults()

    async def ask(self) -> Any:
        seed = len(self.asked)
        self.asked[seed] = await self.discord.invoke("compose", seed=seed)
        return self.asked[seed]

    async def start(self) -> BotProcess:
        return await self.discord.start_bot(self.environ(), program=PROGRAM)

    def environ(self) -> dict[str, str]:
        """The variables of the next bot: without limits, with a clock that may have jumped."""
        return {
            "LILT_PER_MINUTE": "0",
            "LILT_LOG": "ERROR",
            "LILT_RETENTION_DAYS": "1000",
            VARIABLE: str(self.chance.choice(CLOCKS)),
        }

    async def killed(self, bot: BotProcess) -> None:
        await bot.kill()
        self.note_kill()

    def note_kill(self) -> None:
        """Check the database after a kill. Some time may pass before the next bot."""
        self.result.kills += 1
        check_database(self.database, self.result)
        if self.chance.random() < LATE:
            self.discord.simulation.backend.advance_clock(TOKEN_SECONDS)

    def end_faults(self) -> None:
        self.discord.faults.clear()

    @contextmanager
    def reader(self) -> Iterator[None]:
        """Perhaps another program that reads the database all the time."""
        if self.chance.random() >= READER or not self.database.exists():
            yield
            return
        with closing(sqlite3.connect(self.database, isolation_level=None)) as db:
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM tunes").fetchone()
            yield


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
