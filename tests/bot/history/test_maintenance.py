"""Maintenance: facts, the check of the database, and the deletion of old tunes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.history import History
from bot.history.retention import DAY
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, tune

ASKED = ComposeRequest(key="D")


async def test_a_fact_is_stored_and_replaced(history: History) -> None:
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
            await add_tune(history, asker(1), ASKED, tune(ASKED))
        await history.save(5, 2)
        now = 10 * DAY
        await add_tune(history, asker(1), ASKED, tune(ASKED))
        assert await history.delete_older_than(9 * DAY) == 1
        assert [entry.id for entry in (await history.page("mine", 1)).entries] == [3, 2]
