"""Retention: old tunes are deleted while the bot runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.history import History
from bot.history.retention import DAY, retention
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, eventually, tune

ASKED = ComposeRequest(key="D")


@pytest.mark.parametrize(("days", "left"), [(0, 1), (9, 0), (11, 1)])
async def test_a_tune_is_deleted_at_its_age(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int, left: int
) -> None:
    now = 0.0
    async with History.open(tmp_path / "h.sqlite3", clock=lambda: now) as history:
        await add_tune(history, asker(1), ASKED, tune(ASKED))
        now = 10 * DAY
        caplog.set_level("INFO", "bot.history.retention")
        async with retention(history, days, lambda: True):
            assert not days or await eventually(lambda: "deleted" in caplog.text)
        assert (await history.page("mine", 1)).total == left


async def test_a_failed_deletion_is_logged_and_tried_again(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    await history._db.execute("ALTER TABLE tunes RENAME TO gone")
    async with retention(history, 1, lambda: True, every=0.01):
        assert await eventually(lambda: caplog.text.count("could not be deleted") > 1)
