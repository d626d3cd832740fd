"""Which orders are given up: only one whose own work began again and again in processes that then died."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.history import History, Order
from bot.orders.fulfilment import GIVEN_UP
from bot.orders.starts import MOST_STARTS, SUSPICIOUS, Starts
from generator.engine import Event, Progress, Queued
from tests.bot.conftest import Stage
from tests.bot.fakes import eventually, order, tune

ORIGINAL = "/webhooks/*/*/messages/@original"


async def tries(stage: Stage) -> list[int]:
    return [waiting.tries for waiting in await stage.history.orders()]


async def suspect(stage: Stage, times: int) -> None:
    """Pretend that as many processes died during the work of all orders."""
    await stage.history._db.execute("UPDATE jobs SET tries = ?", (times,))


@pytest.mark.parametrize(
    ("news", "counted"),
    [
        ([], 0),
        ([Queued(1)], 0),
        ([Queued(2), Queued(1), Progress("composing")], 1),
        ([Progress("composing"), Progress("composing", 1, 8), Progress("composing", 2, 8)], 1),
    ],
)
async def test_a_start_is_counted_when_the_work_of_that_order_begins(
    stage: Stage, news: list[Event], counted: int
) -> None:
    stage.engine.hold, stage.engine.news = stage.env, news
    await stage.compose()
    assert await tries(stage) == [counted]


async def test_an_order_outlives_any_number_of_restarts(stage: Stage) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose()
    for _ in range(MOST_STARTS + 5):
        await stage.env.bot.close()
        assert await tries(stage) == [0]
        await stage.restart(hold=True)
        await stage.env.settle()
    stage.engine.go_on.set()
    await stage.env.settle()
    assert len(result.response.attachments) == 2


async def test_a_tune_that_is_made_is_never_given_up(stage: Stage) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose()
    await stage.env.bot.close()
    (waiting,) = await stage.history.orders()
    await stage.history.add_ordered(waiting.id, tune(waiting.asked))
    await suspect(stage, 10 * MOST_STARTS)
    await stage.restart()
    await stage.env.settle()
    assert len(result.response.attachments) == 2
    assert await stage.history.orders() == []


@pytest.mark.parametrize(
    ("refused", "place"),
    [
        ([], "message"),
        ([("PATCH", ORIGINAL, 401, 50027)], "channel"),
        ([("PATCH", ORIGINAL, 404, 10015)], "channel"),
        ([("PATCH", ORIGINAL, 401, 50027), ("POST", "channel", 403, 50013)], "direct message"),
        ([("PATCH", ORIGINAL, 401, 50027), ("POST", "channel", 404, 10003)], "direct message"),
    ],
)
async def test_who_asked_reads_that_an_order_is_given_up(
    stage: Stage, refused: list[tuple[str, str, int, int]], place: str
) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose()
    await stage.env.bot.close()
    await suspect(stage, MOST_STARTS)
    for method, path, status, code in refused:
        route = f"/channels/{stage.channel.id}/messages" if path == "channel" else path
        stage.env.inject_error(method, route, status=status, code=code, times=None)
    await stage.restart()
    await stage.env.settle()
    messages: dict[str, Any] = {
        "message": lambda: result.response,
        "channel": lambda: stage.channel.last_message,
        "direct message": lambda: stage.ann.user.dm_channel.last_message,
    }
    said = GIVEN_UP if place == "message" else f"<@{stage.ann.id}> {GIVEN_UP}"
    assert messages[place]().content == said
    assert await stage.history.orders() == []


async def test_a_failure_after_a_restart_is_said_also_when_the_token_is_old(stage: Stage) -> None:
    stage.engine.hold = stage.env
    await stage.compose()
    await stage.env.bot.close()
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    await stage.restart(fail="No tune passed the checks; please try again.")
    await stage.env.settle()
    last: Any = stage.channel.last_message
    assert last.content == f"<@{stage.ann.id}> No tune passed the checks; please try again."


async def test_suspicious_orders_run_one_at_a_time_and_the_least_suspicious_first(history: History) -> None:
    suspects = (SUSPICIOUS + 2, 0, SUSPICIOUS, SUSPICIOUS - 1)
    orders = [order(str(times), tries=times) for times in suspects]
    starts, working, go_on = Starts(history), [], asyncio.Event()

    async def work(waiting: Order) -> None:
        async with starts.turn(waiting):
            working.append(waiting.tries)
            await go_on.wait()

    async with asyncio.TaskGroup() as group:
        for waiting in starts.least_suspicious_first(orders):
            group.create_task(work(waiting))
        await eventually(lambda: len(working) == 3)
        assert working == [0, SUSPICIOUS - 1, SUSPICIOUS]
        go_on.set()
    assert working[3:] == [SUSPICIOUS + 2]
