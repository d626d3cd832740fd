"""What was asked for and is not delivered yet, in the database."""

from __future__ import annotations

from pathlib import Path

from bot.composing import IN_VAIN, MOST_TRIES
from bot.history import History
from generator.tune import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import order, tune

ASKED = ComposeRequest(key="D")
TUNE = tune(ASKED)


async def test_an_order_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    kept = order("7", asked=ASKED, tune=TUNE, parent=3)
    async with History.open(tmp_path / "h.sqlite3") as history:
        await history.keep(kept)
    async with History.open(tmp_path / "h.sqlite3") as history:
        assert await history.orders() == [kept]


async def test_a_tune_is_put_into_the_history_once_and_the_order_knows_it(history: History) -> None:
    await history.keep(order("7", asked=ASKED))
    assert await history.ordered("7") is None
    entry = await history.made("7", TUNE)
    assert entry is not None
    assert await history.ordered("7") == entry
    assert [kept.entry_id for kept in await history.orders()] == [entry.id]


async def test_what_nobody_wants_any_more_does_not_get_into_the_history(history: History) -> None:
    await history.keep(order("7"))
    await history.forget(1)
    assert await history.made("7", TUNE) is None
    assert await history.get(1) is None


async def test_a_settled_order_is_gone_and_its_tune_knows_its_message(history: History) -> None:
    await history.keep(order("7"))
    await history.made("7", TUNE)
    await history.settled("7", 99)
    await history.settled("7", 100)
    entry = await history.get(1)
    assert entry is not None
    assert (await history.orders(), entry.message_id) == ([], 99)


async def test_a_tune_that_is_deleted_takes_its_order_along(history: History) -> None:
    await history.keep(order("7"))
    await history.made("7", TUNE)
    await history.delete(1)
    assert await history.orders() == []


async def test_what_somebody_waits_for_is_theirs_to_have_without_the_key(history: History) -> None:
    await history.keep(order("7", asked=ASKED, token="a-key"))
    exported = await history.export(1)
    assert exported["waiting_for"] == [{"asked_at": 1_700_000_000, "asked": ASKED.to_json()}]
    assert "a-key" not in str(exported)


async def test_an_order_in_whose_making_the_bot_died_again_and_again_is_given_up(stage: Stage) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose()
    await stage.env.bot.close()
    (waiting,) = await stage.history.orders()
    for _ in range(MOST_TRIES):
        await stage.history.tried(waiting.id)
    await stage.restart()
    await stage.env.settle()
    assert (result.response.content, await stage.history.orders()) == (IN_VAIN, [])
