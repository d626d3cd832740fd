"""Parents and children in the history, saving and deleting."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from bot.history import Entry, History
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, tune

ASKED = ComposeRequest(key="D")


async def add(history: History, user: int = 1, parent: int | None = None) -> Entry:
    return await add_tune(history, asker(user, 2), ASKED, tune(ASKED), parent=parent)


async def test_a_tune_has_the_number_of_its_parent(history: History) -> None:
    parent = await add(history)
    child = await add(history, parent=parent.id)
    assert (parent.parent, child.parent) == (None, parent.id)
    assert await history.get(child.id) == child


async def test_a_child_outlives_its_parent(history: History) -> None:
    child = await add(history, parent=(await add(history)).id)
    await history.delete(1)
    kept = await history.get(child.id)
    assert kept is not None
    assert kept.parent is None


async def test_a_parent_that_was_deleted_before_is_none(history: History) -> None:
    assert (await add(history, parent=7)).parent is None


async def test_what_was_saved_before_is_told_from_what_is_new(history: History) -> None:
    entry = await add(history)
    assert [await history.save(7, entry.id) for _ in range(2)] == [True, False]
    await history.delete(entry.id)
    assert not await history.save(7, entry.id)


async def test_saving_twice_is_saving_once(history: History) -> None:
    entry = await add(history)
    for _ in range(2):
        await history.save(5, entry.id)
        assert await history.saves(entry.id) == 1
    for _ in range(2):
        await history.unsave(5, entry.id)
        assert await history.saves(entry.id) == 0


async def test_each_user_saves_separately(history: History) -> None:
    entry, other = await add(history), await add(history)
    for user in (5, 6, 7):
        await history.save(user, entry.id)
    assert [await history.saves(one.id) for one in (entry, other)] == [3, 0]


async def test_a_tune_that_does_not_exist_cannot_be_saved(history: History) -> None:
    await history.save(5, 99)
    assert await history.saves(99) == 0


async def test_a_deleted_tune_is_gone_with_its_saves(history: History) -> None:
    entry = await add(history)
    await history.save(5, entry.id)
    await history.delete(entry.id)
    assert await history.get(entry.id) is None
    assert await history.saves(entry.id) == 0


async def test_the_number_of_a_deleted_tune_is_not_used_again(history: History) -> None:
    await history.delete((await add(history)).id)
    assert (await add(history)).id == 2


@pytest.mark.parametrize("number", [0, 99])
async def test_deleting_a_tune_that_does_not_exist_changes_nothing(history: History, number: int) -> None:
    entry = await add(history)
    await history.delete(number)
    assert await history.get(entry.id) == entry


async def test_the_tunes_that_a_user_saved_last_come_first(tmp_path: Path) -> None:
    seconds = count(1_700_000_000)
    async with History.open(tmp_path / "h.sqlite3", clock=lambda: next(seconds)) as history:
        one, two, three = [await add(history) for _ in range(3)]
        for entry in (two, three, one):
            await history.save(5, entry.id)
        await history.save(6, two.id)
        assert await history.saved_last(5, 10) == [one, three, two]
        assert await history.saved_last(5, 2) == [one, three]
        assert await history.saved_last(7, 10) == []
