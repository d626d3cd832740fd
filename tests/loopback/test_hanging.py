"""A bot whose sampler hangs for good ends by itself, so that a new process can go on with the orders."""

from __future__ import annotations

import pytest

from bot.ops.last_exit import EX_SOFTWARE
from bot.orders.fulfilment import GIVEN_UP, STOPPING
from tests.loopback.hanging_engine_bot import HANGING_SEED, MOST_STARTS, VARIABLE
from tests.loopback.harness import SLOW_ENGINE, LoopbackDiscord

HANGING_ENGINE = ("-m", "tests.loopback.hanging_engine_bot")
ENVIRON = {VARIABLE: "noticed"}


async def test_a_bot_that_hangs_says_so_ends_with_70_and_the_next_one_makes_the_tune(
    discord: LoopbackDiscord,
) -> None:
    bot = await discord.start_bot(ENVIRON, program=HANGING_ENGINE)
    asked = await discord.invoke("compose", seed=HANGING_SEED)
    assert await discord.answered(asked)
    assert await bot.wait() == EX_SOFTWARE
    assert asked.response is not None
    assert asked.response.content == STOPPING
    await discord.start_bot(program=SLOW_ENGINE)
    await discord.wait_for_final(asked)


@pytest.mark.slow
async def test_an_order_that_hangs_each_process_is_given_up_and_all_others_come(
    discord: LoopbackDiscord,
) -> None:
    bot = await discord.start_bot(ENVIRON, program=HANGING_ENGINE)
    hanging = await discord.invoke("compose", seed=HANGING_SEED)
    other = await discord.invoke("compose", by=discord.bob)
    for one in (hanging, other):
        assert await discord.answered(one)
    assert await bot.wait() == EX_SOFTWARE
    for _ in range(MOST_STARTS - 1):
        bot = await discord.start_bot(ENVIRON, program=HANGING_ENGINE)
        assert await bot.wait() == EX_SOFTWARE
    await discord.start_bot(ENVIRON, program=HANGING_ENGINE)
    await discord.wait_for_final(hanging, lambda shown: shown.content == GIVEN_UP)
    await discord.wait_for_final(other)
