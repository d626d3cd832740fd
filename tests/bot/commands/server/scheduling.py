"""What the tests of scheduled posts share: Discord's time, which they set, and what has come by then."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from bot.app import Lilt
from bot.history import History
from bot.transport.discord_clock import DiscordClock
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary, fields

WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp()
HOUR, DAY = 3600, 86_400


class Time:
    """Discord's time, which the tests set."""

    def __init__(self) -> None:
        self.now = WEDNESDAY
        self.clock = DiscordClock(lambda: self.now, lambda: self.now)
        vars(self.clock).update(_offset=0.0)


def lilt(engine: FakeEngine, history: History, time: Time) -> Lilt:
    """A bot whose clock is `time`."""
    history._clock = lambda: time.now
    return Lilt(
        engine=engine, history=history, catalogue=CATALOGUE, library=FakeLibrary(), clock=time.clock, pause=0
    )


async def daily(stage: Stage, admin: Any, **options: Any) -> dict[str, str]:
    """What /daily answers."""
    result = await admin.slash(stage.channel, "daily", **options)
    assert result.response.ephemeral
    return fields(result.response.embeds[0])


def last_text(stage: Stage) -> str:
    message: Any = stage.channel.last_message
    return str(message.content)


async def pass_until(stage: Stage, time: Time, text: str) -> None:
    """Let the time pass, and the bot look at what is due."""
    time.now = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    bot: Any = stage.env.bot
    by = bot.poster
    assert by is not None
    await bot.schedule.post_due(by)
    while orders := set(bot.orders._fulfilment._resumed):
        await asyncio.wait(orders)
    await stage.env.settle()
