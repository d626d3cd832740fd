"""The lag of the event loop is how long other tasks have to wait."""

from __future__ import annotations

import asyncio
import time

from generator.engine.loop_lag import LoopLag, watching_lag


async def test_work_that_blocks_the_loop_is_lag() -> None:
    async with watching_lag() as lag:
        await asyncio.sleep(0.03)
        time.sleep(0.2)  # noqa: ASYNC251 - this must be measured
        await asyncio.sleep(0.03)
    assert lag.percentile(100) >= 0.15


async def test_work_in_a_thread_is_no_lag() -> None:
    async with watching_lag() as lag:
        await asyncio.to_thread(time.sleep, 0.2)
    assert lag.percentile(50) < 0.1


def test_a_percentile_is_of_all_measurements() -> None:
    lag = LoopLag()
    assert lag.percentile(99) == 0
    for milliseconds in range(100):
        lag.add(milliseconds / 1000)
    assert lag.percentile(50) == 0.05
    assert lag.percentile(100) == 0.099


def test_a_negative_lag_counts_as_none() -> None:
    lag = LoopLag()
    lag.add(-1.0)
    assert lag.percentile(100) == 0
