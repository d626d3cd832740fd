"""The rules of the test's server, and a clock for its limits."""

from __future__ import annotations

from typing import Any

from bot.app import Lilt
from bot.policy.admission import Admission
from bot.policy.guild_settings import GuildSettings
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeLibrary

NOW = 1_700_000_000
"""The time of the history's clock at first."""


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


async def set_rules(stage: Stage, **rules: Any) -> None:
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(**rules).to_json())


async def limited(stage: Stage, per_minute: int | None = None) -> Clock:
    """Restart the bot with a clock that the test sets."""
    clock = Clock()
    limits = Admission(stage.history, per_minute, clock)
    lilt = Lilt(
        engine=stage.engine,
        history=stage.history,
        catalogue=CATALOGUE,
        library=FakeLibrary(),
        admission=limits,
        pause=0,
    )
    await stage.env.restart_bot(lilt)
    return clock
