"""A database of every earlier layout can be opened, with all its rows."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.history import Asker, History
from bot.history.migrations import MIGRATIONS
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, tune

ASKED = ComposeRequest(key="D", temperature=0.5)
TABLES = "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name"

ROWS: dict[int, tuple[tuple[str, tuple[object, ...]], ...]] = {
    1: (
        (
            "INSERT INTO tunes (id, user_id, user_name, guild_id, channel_id, message_id, created_at, asked, "
            "tune) VALUES (41, 1, 'ann', 2, 5, 9, 1600000000, ?, ?)",
            (json.dumps(ASKED.to_json()), json.dumps(tune(ASKED).to_json())),
        ),
    ),
    3: (
        ("INSERT INTO favourites VALUES (7, 41, 1600000001)", ()),
        ("INSERT INTO blocked VALUES (8, 1600000002)", ()),
        ("INSERT INTO guild_settings VALUES (2, '{}')", ()),
    ),
    4: (("INSERT INTO facts VALUES ('a', 'b')", ()),),
}
"""Layout -> rows that it added; a database of a layout holds all rows up to its number."""


def old_database(path: Path, layout: int) -> None:
    """A database of this layout."""
    with closing(sqlite3.connect(path)) as db, db:
        for number, statements in enumerate(MIGRATIONS[:layout], 1):
            for statement in statements:
                db.execute(statement)
            for statement, values in ROWS.get(number, ()):
                db.execute(statement, values)
        db.execute(f"PRAGMA user_version = {layout}")


def layout_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(TABLES).fetchall()


@pytest.mark.parametrize("layout", range(len(MIGRATIONS) + 1))
async def test_a_database_of_every_layout_becomes_the_newest(tmp_path: Path, layout: int) -> None:
    old_database(tmp_path / "old.sqlite3", layout)
    for name in ("old.sqlite3", "new.sqlite3"):
        async with History.open(tmp_path / name):
            pass
    assert layout_of(tmp_path / "old.sqlite3") == layout_of(tmp_path / "new.sqlite3")
    with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("layout", range(1, len(MIGRATIONS) + 1))
async def test_a_tune_of_every_layout_is_still_there(tmp_path: Path, layout: int) -> None:
    old_database(tmp_path / "h.sqlite3", layout)
    async with History.open(tmp_path / "h.sqlite3") as history:
        entry = await history.get(41)
        assert entry is not None
        assert (entry.asker, entry.asked, entry.tune) == (
            Asker(user_id=1, user_name="ann", guild_id=2, channel_id=5),
            ASKED,
            tune(ASKED),
        )
        assert (entry.message_id, entry.created_at) == (9, 1_600_000_000)
        assert (await add_tune(history, asker(1, 2), ASKED, tune(ASKED, "Another"))).id == 42


@pytest.mark.parametrize("layout", range(3, len(MIGRATIONS) + 1))
async def test_saves_and_blocks_of_every_layout_are_still_there(tmp_path: Path, layout: int) -> None:
    old_database(tmp_path / "h.sqlite3", layout)
    async with History.open(tmp_path / "h.sqlite3") as history:
        assert await history.saves(41) == 1
        assert await history.is_blocked(8)
        assert await history.fact("a") == ("b" if layout >= 4 else None)


async def test_whose_words_are_in_older_tunes_is_known_as_well_as_it_can_be(tmp_path: Path) -> None:
    """Ann (1) sent tune 1 and one that is deleted; Bob (2) and Cas (3) varied both."""
    path, layout = tmp_path / "h.sqlite3", 8
    sent = {**tune(ComposeRequest()).to_json(), "model": "none", "title": "The Wren"}
    varied = {**sent, "model": "tiny", "request": {**sent["request"], "source": "X:1", "change": "ending"}}
    composed = {**sent, "model": "tiny", "title": "The Gull"}
    rows: list[tuple[int, int, dict[str, object], int | None]] = [
        (1, 1, sent, None), (2, 2, varied, 1), (3, 3, varied, 2), (4, 1, composed, None), (5, 2, varied, 4),
        (6, 1, {**varied, "title": "Deleted"}, None), (7, 2, {**varied, "title": "Deleted No. 2"}, 6),
        (8, 3, {**varied, "title": "The Wren No. 12"}, None),
    ]  # fmt: skip
    old_database(path, layout)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM tunes")
        db.executemany(
            "INSERT INTO tunes (id, user_id, user_name, channel_id, created_at, asked, tune, parent) "
            "VALUES (?, ?, '', 5, 1, '{}', ?, ?)",
            [(number, user, json.dumps(made), parent) for number, user, made, parent in rows],
        )
        db.executemany(
            "INSERT INTO jobs (id, user_id, user_name, channel_id, created_at, asked, parent, token, "
            "largest) VALUES (?, 4, '', 5, 1, ?, ?, '', 1)",
            [("a", '{"source": "X:1"}', 3), ("b", '{"source": "X:1"}', 99), ("c", "{}", 1)],
        )
    async with History.open(path):
        pass
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT id, writer, written_in FROM tunes ORDER BY id").fetchall() == [
            (1, 1, 1), (2, 1, 1), (3, 1, 1), (4, None, None), (5, None, None),
            (6, 1, 6), (7, 1, 6), (8, 1, 1),
        ]  # fmt: skip
        assert db.execute("SELECT id, writer, written_in FROM jobs ORDER BY id").fetchall() == [
            ("a", 1, 1), ("b", 4, None), ("c", None, None),
        ]  # fmt: skip
