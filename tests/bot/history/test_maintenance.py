"""Maintenance: facts, the check of the database, and deleting old tunes while the bot runs."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.history import History
from bot.history.maintenance import DAY, retention
from generator.tune import ComposeRequest
from tests.bot.fakes import asker, tune

ASKED = ComposeRequest(key="D")


async def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(200):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_fact_is_kept_and_replaced(history: History) -> None:
    assert await history.fact("model") is None
    await history.set_fact("model", "first")
    await history.set_fact("model", "second")
    assert await history.fact("model") == "second"


async def test_the_check_reads_and_writes(history: History) -> None:
    await history.check()
    await history._db.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError):
        await history.check()


async def test_old_tunes_are_deleted_unless_someone_saved_them(tmp_path: Path) -> None:
    now = 0.0
    async with History.open(tmp_path / "h.sqlite3", clock=lambda: now) as history:
        for _ in range(2):
            await history.add(asker(1), ASKED, tune(ASKED))
        await history.save(5, 2)
        now = 10 * DAY
        await history.add(asker(1), ASKED, tune(ASKED))
        assert await history.delete_older_than(9 * DAY) == 1
        assert [entry.id for entry in (await history.page("mine", 1)).entries] == [3, 2]


@pytest.mark.parametrize(("days", "left"), [(0, 1), (9, 0), (11, 1)])
async def test_a_tune_is_deleted_at_its_age(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int, left: int
) -> None:
    now = 0.0
    async with History.open(tmp_path / "h.sqlite3", clock=lambda: now) as history:
        await history.add(asker(1), ASKED, tune(ASKED))
        now = 10 * DAY
        caplog.set_level("INFO", "bot.history.maintenance")
        async with retention(history, days):
            assert not days or await eventually(lambda: "deleted" in caplog.text)
        assert (await history.page("mine", 1)).total == left


async def test_a_failed_deletion_is_logged_and_tried_again(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    await history._db.execute("ALTER TABLE tunes RENAME TO gone")
    async with retention(history, 1, every=0.01):
        assert await eventually(lambda: caplog.text.count("could not be deleted") > 1)
