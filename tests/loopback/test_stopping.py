"""A bot that is stopped accepts no more jobs, finishes the running ones, and ends with 0."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing

import pytest

from bot.app import DATABASE, DRAIN_SECONDS
from bot.orders.fulfilment import STOPPING
from tests.loopback.hanging_engine_bot import VARIABLE
from tests.loopback.harness import SLOW_ENGINE, LoopbackDiscord

HANGING_ENGINE = ("-m", "tests.loopback.hanging_engine_bot")
RESTARTING = "Lilt is restarting; please try again in a moment."


def change(discord: LoopbackDiscord, sql: str) -> None:
    """Change the database of a bot that may be running."""
    with closing(sqlite3.connect(discord.data / DATABASE)) as db:
        db.execute(sql)


async def test_a_stopping_bot_finishes_running_jobs_and_starts_no_others(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    running = await discord.invoke("compose")
    await discord.answered(running)
    waiting = await discord.invoke("compose", by=discord.bob)
    await discord.answered(waiting)
    stopping = asyncio.create_task(bot.stop())
    await discord.wait_for_final(waiting, lambda message: message.content == STOPPING)
    late = await discord.invoke("compose", by=discord.bob)
    assert await discord.answered(late)
    assert late.response is not None
    assert late.response.content == RESTARTING
    assert await stopping == 0
    assert running.response is not None
    assert running.response.attachments
    await discord.start_bot(program=SLOW_ENGINE)
    await discord.wait_for_final(waiting)
    assert late.response.content == RESTARTING


@pytest.mark.parametrize("hangs", ["sampler", "end"])
async def test_a_bot_that_hangs_ends_in_time_with_0(discord: LoopbackDiscord, hangs: str) -> None:
    bot = await discord.start_bot({VARIABLE: hangs}, program=HANGING_ENGINE)
    asked = await discord.invoke("compose")
    await discord.wait_for(lambda: asked.response and "Composing" in asked.response.content)
    await asyncio.sleep(0.5)
    before = time.monotonic()
    assert await bot.stop() == 0
    assert time.monotonic() - before < 6
    assert asked.response is not None
    assert asked.response.content == STOPPING
    await discord.start_bot(program=SLOW_ENGINE)
    await discord.wait_for_final(asked)


async def test_a_bot_whose_database_fails_stops_soon_and_says_so(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    asked = await discord.invoke("compose")
    await discord.answered(asked)
    change(discord, "ALTER TABLE jobs RENAME TO gone")
    before = time.monotonic()
    assert await bot.stop() == 0
    assert time.monotonic() - before < DRAIN_SECONDS / 2
    assert asked.response is not None
    assert asked.response.content == STOPPING
    change(discord, "ALTER TABLE gone RENAME TO jobs")
    await discord.start_bot(program=SLOW_ENGINE)
    await discord.wait_for_final(asked)
