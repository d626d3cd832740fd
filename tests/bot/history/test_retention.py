"""Old tunes are forgotten while the bot runs, none if nobody asked for it, and a fault ends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.history import History
from bot.history.retention import DAY, forgetting
from generator.tune import ComposeRequest
from tests.bot.fakes import asker, tune

ASKED = ComposeRequest(key="D")


async def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(200):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return False


@pytest.mark.parametrize(("days", "left"), [(0, 1), (9, 0), (11, 1)])
async def test_a_tune_is_forgotten_at_its_age(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int, left: int
) -> None:
    now = 0.0
    async with History.open(tmp_path / "h.sqlite3", clock=lambda: now) as history:
        await history.add(asker(1), ASKED, tune(ASKED))
        now = 10 * DAY
        caplog.set_level("INFO", "bot.history.retention")
        async with forgetting(history, days):
            assert not days or await eventually(lambda: "forgot" in caplog.text)
        assert (await history.page("mine", 1)).total == left


async def test_a_fault_is_logged_and_tried_again(history: History, caplog: pytest.LogCaptureFixture) -> None:
    await history._db.execute("ALTER TABLE tunes RENAME TO gone")
    async with forgetting(history, 1, every=0.01):
        assert await eventually(lambda: caplog.text.count("could not be forgotten") > 1)
