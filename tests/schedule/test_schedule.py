"""The short form of `python -m tests.schedule`: two weeks around each change of the clocks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.history import History
from bot.orders.own_message import OwnMessage
from tests.schedule.run import run


@pytest.mark.parametrize("first", ["2026-03-23", "2026-10-19"])
async def test_over_days_with_kills_nothing_is_missed_and_nothing_comes_twice(
    tmp_path: Path, first: str
) -> None:
    figures = await run(tmp_path, days=14, seed=2, per_mille=10, first=date.fromisoformat(first))
    assert (figures.missed, figures.double, figures.wrong) == (0, 0, 0)
    assert figures.kills > 20
    assert figures.posts > 70


async def test_the_check_finds_posts_that_come_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def not_looking(message: OwnMessage, place: object) -> None:
        return None

    monkeypatch.setattr(OwnMessage, "_earlier", not_looking)
    assert (await run(tmp_path, days=5, seed=3, per_mille=40)).double > 0


async def test_the_check_finds_an_end_that_does_not_wait_for_its_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_waiting(history: History, challenge_id: int) -> bool:
        return False

    monkeypatch.setattr(History, "has_open_answers", not_waiting)
    assert (await run(tmp_path, days=30, seed=2, per_mille=10)).wrong > 0
