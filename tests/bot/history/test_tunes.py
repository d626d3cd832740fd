"""Tunes in the history: storing, pages, layouts, titles."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from bot.history import NAME_LENGTH, Entry, History
from bot.history.migrations import MIGRATIONS, HistoryError, migrate
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.fakes import add_tune, asker, tune

ASKED = ComposeRequest(key="D", temperature=0.5)


async def add(history: History, user: int = 1, guild: int | None = 2) -> Entry:
    return await add_tune(history, asker(user, guild), ASKED, tune(ASKED))


def value(path: Path, question: str) -> object:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(question).fetchone()[0]


async def test_an_entry_is_read_as_it_was_stored(history: History) -> None:
    entry = await add(history)
    assert await history.get(entry.id) == entry
    assert entry.asked == ASKED
    assert entry.tune == tune(ASKED)


async def test_an_entry_survives_closing(tmp_path: Path) -> None:
    async with History.open(tmp_path / "new" / "h.sqlite3") as history:
        entry = await add(history)
    async with History.open(tmp_path / "new" / "h.sqlite3") as history:
        assert await history.get(entry.id) == entry


async def test_long_names_are_cut(history: History) -> None:
    entry = await add_tune(history, replace(asker(1), user_name="n" * 500), ASKED, tune(ASKED))
    assert entry.asker.user_name == "n" * NAME_LENGTH


@pytest.mark.parametrize(
    ("user", "guild", "visible"), [(1, 2, True), (1, 9, True), (1, None, True), (7, 2, True), (7, 9, False)]
)
async def test_a_tune_is_visible_in_its_server_and_to_its_author(
    history: History, user: int, guild: int | None, visible: bool
) -> None:
    assert (await add(history)).visible_to(user, guild) is visible


async def test_a_tune_of_direct_messages_is_visible_to_its_author_only(history: History) -> None:
    entry = await add(history, guild=None)
    assert [entry.visible_to(user, None) for user in (1, 7)] == [True, False]


async def test_pages_run_from_the_newest_to_the_oldest(history: History) -> None:
    for _ in range(7):
        await add(history)
    await add(history, user=5, guild=6)
    first = await history.page("mine", 1, size=3)
    second = await history.page("mine", 1, size=3, older_than=first.entries[-1].id)
    last = await history.page("mine", 1, size=3, older_than=second.entries[-1].id)
    back = await history.page("mine", 1, size=3, newer_than=last.entries[0].id)
    pages = [[entry.id for entry in page.entries] for page in (first, second, last, back)]
    assert pages == [[7, 6, 5], [4, 3, 2], [1], [4, 3, 2]]
    assert [(page.newer, page.older, page.total) for page in (first, second, last)] == [
        (0, 4, 7),
        (3, 1, 7),
        (6, 0, 7),
    ]


async def test_the_newest_page_is_full(history: History) -> None:
    for _ in range(4):
        await add(history)
    page = await history.page("server", 2, size=3, newer_than=2)
    assert [entry.id for entry in page.entries] == [4, 3, 2]


async def test_an_empty_list_has_an_empty_page(history: History) -> None:
    page = await history.page("server", 2)
    assert (page.entries, page.newer, page.older, page.total) == ((), 0, 0, 0)


ABC = "X:1\nT:{title}\nM:6/8\nL:1/8\nK:{key}\n{notes}|]\n"
MOVED: dict[str, tuple[dict[str, Any], tuple[str, str], str]] = {
    "another key": ({"key": "A"}, ("A", "A2c e3"), "The Parent"),
    "another key and another instrument": ({"key": "A", "instrument": "harp"}, ("A", "A2c e3"), "The Parent"),
    "another tempo": ({"tempo": 90}, ("D", "D2F A3"), "The Parent"),
    "another octave": ({"instrument": "whistle"}, ("D", "d2f a3"), "The Parent"),
    "another note": ({"key": "A"}, ("A", "A2c f3"), "The Child"),
    "another rhythm": ({"key": "A"}, ("A", "Ac2 e3"), "The Child"),
    "another mode": ({"key": "A", "mode": "dor"}, ("Ador", "A2c e3"), "The Child"),
    "another seed": ({"key": "A", "seed": 9}, ("A", "A2c e3"), "The Child"),
}
"""What is different in a child -> its request, its key and notes, its title."""


@pytest.mark.parametrize(("options", "written", "title"), MOVED.values(), ids=MOVED)
async def test_the_same_notes_in_another_key_keep_the_title_of_the_parent(
    history: History, options: dict[str, Any], written: tuple[str, str], title: str
) -> None:
    def noted(request: ComposeRequest, name: str, key: str, notes: str) -> Tune:
        return replace(tune(request, name), abc=ABC.format(title=name, key=key, notes=notes))

    asked = ComposeRequest(key="D", mode="maj", seed=7)
    child = ComposeRequest.from_json(asked.to_json() | options)
    parent = await add_tune(history, asker(1), asked, noted(asked, "The Parent", "D", "D2F A3"))
    entry = await add_tune(history, asker(1), child, noted(child, "The Child", *written), parent=parent.id)
    assert entry.tune.title == title
    assert f"T:{title}\n" in entry.tune.abc


async def test_a_new_database_gets_the_newest_layout(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite3"
    async with History.open(path):
        pass
    assert value(path, "PRAGMA user_version") == len(MIGRATIONS)
    assert value(path, "PRAGMA journal_mode") == "wal"


async def test_a_step_that_fails_leaves_the_layout_before_it(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite3"
    steps = (("CREATE TABLE a (x)",), ("CREATE TABLE b (x)", "nonsense"))
    async with aiosqlite.connect(path, isolation_level=None) as db:
        with pytest.raises(sqlite3.OperationalError):
            await migrate(db, steps)
    assert value(path, "PRAGMA user_version") == 1
    assert value(path, "SELECT group_concat(name) FROM sqlite_schema") == "a"


async def test_a_newer_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(HistoryError, match=r"^The history was written by a newer Lilt \(layout 999;"):
        async with History.open(path):
            pass


@pytest.mark.parametrize("name", ["not-a-database", "a-file/h.sqlite3"])
async def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    for file in ("not-a-database", "a-file"):
        (tmp_path / file).write_text("no database\n" * 100)
    with pytest.raises(HistoryError, match="LILT_DATA"):
        async with History.open(tmp_path / name):
            pass


async def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite3"
    async with History.open(path) as one, History.open(path) as two:
        entries = await asyncio.gather(*(add(history) for _ in range(40) for history in (one, two)))
        assert sorted(entry.id for entry in entries) == list(range(1, 81))
        assert (await one.page("mine", 1)).total == 80


async def test_a_new_database_can_be_opened_by_several_at_once(tmp_path: Path) -> None:
    async def opened() -> None:
        async with History.open(tmp_path / "h.sqlite3") as history:
            await add(history)

    await asyncio.gather(*(opened() for _ in range(8)))
    assert value(tmp_path / "h.sqlite3", "SELECT count(*) FROM tunes") == 8


async def test_a_writer_that_is_cancelled_leaves_no_transaction_open(history: History) -> None:
    writer = asyncio.create_task(add(history))
    await asyncio.sleep(0)
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    await add(history)
    assert (await history.page("mine", 1)).total >= 1


async def test_a_name_that_is_taken_gets_a_number(history: History) -> None:
    others = [tune(replace(ASKED, seed=seed)) for seed in (2, 3, 4)]
    entries = [await add_tune(history, asker(1), ASKED, one) for one in others]
    assert [entry.tune.title for entry in entries] == [
        "The Fake Jig",
        "The Fake Jig No. 2",
        "The Fake Jig No. 3",
    ]
    assert "T:The Fake Jig No. 3\n" in entries[-1].tune.abc
    assert await history.get(entries[-1].id) == entries[-1]


async def test_a_variation_of_a_numbered_tune_gets_the_next_number(history: History) -> None:
    titles = ["The Fake Jig", "The Fake Jig No. 2", "The Fake Jig No. 2"]
    tunes = [tune(replace(ASKED, seed=seed), title) for seed, title in enumerate(titles)]
    entries = [await add_tune(history, asker(1), ASKED, one) for one in tunes]
    assert entries[-1].tune.title == "The Fake Jig No. 3"


async def test_the_same_tune_again_keeps_its_name(history: History) -> None:
    first = await add_tune(history, asker(1), ASKED, tune(replace(ASKED, seed=2)))
    await add_tune(history, asker(1), ASKED, tune(replace(ASKED, seed=3)))
    again = await add_tune(history, asker(2), ASKED, tune(replace(ASKED, seed=3)))
    assert first.tune.title == "The Fake Jig"
    assert again.tune.title == "The Fake Jig No. 2"


@pytest.mark.parametrize("layout", range(1, len(MIGRATIONS)))
async def test_tunes_of_every_older_layout_are_known(tmp_path: Path, layout: int) -> None:
    path = tmp_path / "old.sqlite3"
    async with aiosqlite.connect(path, isolation_level=None) as db:
        await migrate(db, MIGRATIONS[:layout])
        values = (1, "ann", None, 5, 0, json.dumps(ASKED.to_json()), json.dumps(tune(ASKED).to_json()))
        await db.execute(
            "INSERT INTO tunes (user_id, user_name, guild_id, channel_id, created_at, asked, tune) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    async with History.open(path) as history:
        entry = await add_tune(history, asker(1), ASKED, tune(replace(ASKED, seed=9)))
        kept = await history.get(1)
    assert entry.tune.title == "The Fake Jig No. 2"
    assert kept is not None
    assert (kept.tune, kept.parent) == (tune(ASKED), None)
