"""What the bot remembers for itself, the block list, and what is forgotten in time."""

from __future__ import annotations

from pathlib import Path

from bot.history import History
from generator.tune import ComposeRequest
from tests.bot.fakes import asker, tune

ASKED = ComposeRequest(key="D")
DAY = 86_400


async def test_a_fact_is_kept_and_replaced(history: History) -> None:
    assert await history.fact("model") is None
    await history.keep_fact("model", "first")
    await history.keep_fact("model", "second")
    assert await history.fact("model") == "second"


async def test_whoever_is_blocked_stays_so_until_that_is_taken_back(history: History) -> None:
    assert [await history.block(7), await history.block(7)] == [True, False]
    assert await history.blocked() == {7: 1_700_000_000}
    assert await history.is_blocked(7)
    assert [await history.unblock(7), await history.unblock(7)] == [True, False]
    assert not await history.is_blocked(7)


async def test_old_tunes_are_forgotten_but_not_those_that_somebody_saved(tmp_path: Path) -> None:
    now = 0.0
    async with History.open(tmp_path / "h.sqlite3", clock=lambda: now) as history:
        for _ in range(2):
            await history.add(asker(1), ASKED, tune(ASKED))
        await history.save(5, 2)
        now = 10 * DAY
        await history.add(asker(1), ASKED, tune(ASKED))
        assert await history.forget_older(9 * DAY) == 1
        assert [entry.id for entry in (await history.page("mine", 1)).entries] == [3, 2]
