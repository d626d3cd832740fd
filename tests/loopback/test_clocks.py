"""A machine whose clock is wrong loses no tune, deletes none, and blocks nobody: Discord's clock decides."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.app import DATABASE
from bot.playground.faults import Hang, Refused
from tests.loopback.harness import FAKE_ENGINE, SLOW_ENGINE, LoopbackDiscord
from tests.loopback.test_garbage import settled, tunes
from tests.loopback.wrong_clock_bot import VARIABLE

PROGRAM = ("-m", "tests.loopback.wrong_clock_bot")
HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400
EDIT = "PATCH */messages/@original"
WRONG = [
    0,
    -DAY,
    10 * YEAR,
    -10 * YEAR,
    *(pytest.param(seconds, marks=pytest.mark.slow) for seconds in (-HOUR, HOUR, DAY)),
]


def in_history(discord: LoopbackDiscord) -> int:
    """How many tunes the history has."""
    with closing(sqlite3.connect(discord.data / DATABASE)) as db:
        return int(db.execute("SELECT count(*) FROM tunes").fetchone()[0])


async def start(discord: LoopbackDiscord, wrong: int, **environ: str) -> Any:
    return await discord.start_bot({VARIABLE: str(wrong), **environ}, program=PROGRAM)


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_tune_is_not_lost_when_the_bot_is_back_late(discord: LoopbackDiscord, wrong: int) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    assert await discord.answered(await discord.invoke("compose"))
    await bot.kill()
    discord.simulation.backend.advance_clock(20 * 60)
    discord.faults.next(EDIT, Refused(404, 10015), times=9)  # Discord's other word for an old token
    await start(discord, wrong)
    await discord.wait_for(lambda: tunes(discord) and settled(discord))
    assert len(tunes(discord)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG)
async def test_what_was_never_accepted_is_dropped_when_the_bot_is_back_soon(
    discord: LoopbackDiscord, wrong: int
) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    assert await discord.answered(await discord.invoke("compose"))
    await bot.kill()
    discord.faults.next(EDIT, Refused(404, 10015), times=9)
    await start(discord, wrong)
    await discord.wait_for(lambda: settled(discord))
    assert tunes(discord) == []


async def test_the_tune_of_what_was_never_accepted_is_not_in_the_history(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next(EDIT, Hang(600), times=9)
    assert await discord.answered(await discord.invoke("compose"))
    await discord.wait_for(lambda: in_history(discord))
    await bot.kill()
    discord.faults.clear()
    discord.faults.next(EDIT, Refused(404, 10015), times=9)
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for(lambda: settled(discord))
    assert not in_history(discord)


@pytest.mark.parametrize("first", [DAY, 10 * YEAR, -DAY])
async def test_the_next_tune_can_be_asked_for_as_soon_as_the_rules_say(
    discord: LoopbackDiscord, first: int
) -> None:
    await (await _composed(discord, first, LILT_PER_MINUTE="1")).kill()
    await start(discord, 0, LILT_PER_MINUTE="1")
    refused = await discord.invoke("compose")
    assert await discord.answered(refused)
    assert refused.response is not None
    (until,) = re.findall(r"<t:(\d+):R>", refused.response.content)
    assert abs(int(until) - 60 - discord.simulation.clock.now().timestamp()) < 20


@pytest.mark.parametrize(("wrong", "days", "left"), [(10 * YEAR, 0, 1), (-10 * YEAR, 40, 0), (0, 20, 1)])
async def test_a_tune_is_deleted_at_its_age_and_not_before(
    discord: LoopbackDiscord, wrong: int, days: int, left: int
) -> None:
    await (await _composed(discord, -wrong)).kill()
    discord.simulation.backend.advance_clock(days * DAY)
    bot = await start(discord, wrong, LILT_RETENTION_DAYS="30")
    await discord.wait_for_final(await discord.invoke("compose"))
    if not left:
        await discord.wait_for(lambda: kept(discord) == 1)
    await bot.stop()
    assert kept(discord) == left + 1


async def _composed(discord: LoopbackDiscord, wrong: int, **environ: str) -> Any:
    bot = await start(discord, wrong, **environ)
    await discord.wait_for_final(await discord.invoke("compose"))
    await discord.wait_for(lambda: settled(discord))
    return bot


def kept(discord: LoopbackDiscord) -> int:
    """The tunes in the history."""
    with closing(sqlite3.connect(discord.data / DATABASE)) as db:
        return int(db.execute("SELECT count(*) FROM tunes").fetchone()[0])
