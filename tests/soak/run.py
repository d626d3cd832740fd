"""Users of a bot with a large history, over sockets: counts late answers, and measures the loop's lag.

Two users type searches, one exports, one forgets after another, and the others compose, until time is up.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import DATABASE
from bot.playground.bot_process import PROGRAM
from tests.bot.large_history import make_large_history
from tests.loopback.harness import LoopbackDiscord, loopback_discord

TYPISTS, FORGETTERS = 2, 5
TYPED = ("the copper kettle", "zzzzz", "nora's gull", "old", "2", "jig", "hornpipe x")
KEY_SECONDS = 0.15
"""Between two keystrokes of somebody who types fast."""
LAG = re.compile(r'^lilt_loop_lag_seconds\{quantile="0.99"\} (\S+)$', re.MULTILINE)
LONGEST_WAIT = 300.0


@dataclass
class Result:
    """What was asked for, by name; `late`: without a first answer within three seconds; `lags` in seconds."""

    asked: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    lags: list[float] = field(default_factory=list)

    def count(self, name: str, *, answered: bool) -> None:
        self.asked[name] = self.asked.get(name, 0) + 1
        self.late[name] = self.late.get(name, 0) + (not answered)

    @property
    def unanswered(self) -> int:
        return sum(self.late.values())

    @property
    def lag(self) -> float:
        """The highest of the bot's own 99th percentiles, each of one minute."""
        return max(self.lags, default=float("nan"))

    def __str__(self) -> str:
        return f"unanswered={self.unanswered} lag_p99_ms={self.lag * 1000:.0f}"


async def soak(
    data: Path, seconds: int, tunes: int, composers: int, program: Sequence[str] = PROGRAM
) -> Result:
    """Use a bot whose history has this many tunes for so long."""
    result = Result()
    async with loopback_discord(data) as discord:
        members = [
            discord.guild.add_member(discord.simulation.create_user(f"user {number}"))
            for number in range(TYPISTS + FORGETTERS + 1 + composers)
        ]
        owners = [member.id for member in members[: TYPISTS + FORGETTERS + 1]]
        history = data / DATABASE
        await make_large_history(
            history, tunes, owners, guild=discord.guild.id, by_hand=60, variations=tunes // 100
        )
        port = _free_port()
        await discord.start_bot(
            {"LILT_PORT": str(port), "LILT_PER_MINUTE": "0", "LILT_QUEUE_LIMIT": "1000"}, program=program
        )
        forgetters, exporter, *others = members[:FORGETTERS], *members[FORGETTERS:]
        users = Users(discord, result, time.monotonic() + seconds)
        await asyncio.gather(
            users.forget(forgetters, pause=seconds / FORGETTERS),
            users.repeat(users.export, exporter, pause=5.0),
            *(users.repeat(users.type, one, pause=0.5) for one in others[:TYPISTS]),
            *(users.repeat(users.compose, one) for one in others[TYPISTS:]),
            _watch_lag(port, result, users),
        )
        discord.assert_within_limits()
    return result


class Users:
    """What users do, until `end`."""

    def __init__(self, discord: LoopbackDiscord, result: Result, end: float) -> None:
        self._discord = discord
        self._result = result
        self._end = end

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self._end

    async def repeat(self, action: Callable[[Any], Awaitable[None]], user: Any, pause: float = 0.0) -> None:
        while self.goes_on:
            await action(user)
            await asyncio.sleep(pause)

    async def compose(self, user: Any) -> None:
        """Ask for a tune and wait for it."""
        asked = await self._discord.invoke("compose", by=user)
        self._result.count("compose", answered=await self._discord.answered(asked))
        await self._discord.wait_for_final(asked, seconds=LONGEST_WAIT)

    async def export(self, user: Any) -> None:
        asked = await self._discord.invoke("my-data", by=user)
        self._result.count("my-data", answered=await self._discord.answered(asked))
        await self._discord.wait_for_final(asked, seconds=LONGEST_WAIT)

    async def type(self, user: Any) -> None:
        """Type into /tune, key by key. The keystrokes are not awaited: who types does not wait either."""
        keys = []
        for text in TYPED:
            for length in range(1, len(text) + 1):
                keys.append(asyncio.create_task(self._press_key(user, text[:length])))
                await asyncio.sleep(KEY_SECONDS)
        await asyncio.gather(*keys)

    async def _press_key(self, user: Any, text: str) -> None:
        simulation = self._discord.simulation
        async with simulation.lock:
            await user.autocomplete(self._discord.channel, "tune", "number", text)
            asked = simulation.last
        assert asked is not None
        self._result.count("keystroke", answered=await simulation.wait_for_answer(asked))

    async def forget(self, users: Sequence[Any], pause: float) -> None:
        """One after the other deletes all data."""
        for user in users:
            asked = await self._discord.invoke("forget-me", by=user)
            self._result.count("forget-me", answered=await self._discord.answered(asked))
            message = await self._discord.wait_for_final(asked, lambda shown: bool(shown.components))
            pressed = await self._discord.press(message, "Delete everything", by=user)
            self._result.count("forget-me", answered=await self._discord.answered(pressed))
            await self._discord.wait_for_final(
                asked, lambda shown: shown.content.startswith("Done."), LONGEST_WAIT
            )
            await asyncio.sleep(min(pause, max(0.0, self._end - time.monotonic())))


async def _watch_lag(port: int, result: Result, users: Users) -> None:
    """Read the bot's own figure every few seconds, after the start."""
    async with aiohttp.ClientSession() as session:
        while users.goes_on:
            await asyncio.sleep(5.0)
            async with session.get(f"http://127.0.0.1:{port}/metrics") as page:
                found = LAG.search(await page.text())
            assert found is not None
            result.lags.append(float(found[1]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
