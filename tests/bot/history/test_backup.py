"""A backup is consistent while the bot writes; restoring loses nothing, even if it fails."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.history import History
from bot.history.backup import BackupError, back_up, inspect, restore
from bot.history.migrations import MIGRATIONS
from bot.ops.lock import data_lock
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, order, tune

ASKED = ComposeRequest(key="D")


async def fill(path: Path, tunes: int) -> None:
    async with History.open(path) as history:
        for _ in range(tunes):
            await add_tune(history, asker(1), ASKED, tune(ASKED))


async def count(path: Path) -> int:
    async with History.open(path) as history:
        return (await history.page("mine", 1)).total


def contents(folder: Path, names: str = "*") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob(names) if path.is_file()}


def run(folder: Path, *words: str | Path) -> int:
    return main({"LILT_DATA": str(folder)}, [str(word) for word in words])


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A data folder with three tunes."""
    await fill(tmp_path / "data" / "lilt.sqlite3", 3)
    return tmp_path / "data"


async def test_a_backup_is_consistent_while_the_bot_writes(tmp_path: Path) -> None:
    path, target = tmp_path / "lilt.sqlite3", tmp_path / "backup"
    async with History.open(path) as history:
        for _ in range(20):
            await add_tune(history, asker(1), ASKED, tune(ASKED))
        writing = asyncio.create_task(_keep_writing(history))
        for number in range(5):
            copied = await asyncio.to_thread(back_up, path, target.with_suffix(f".{number}"))
            assert copied.tunes >= 20
            assert copied == inspect(target.with_suffix(f".{number}"))
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        assert (await history.page("mine", 1)).total > 20


async def _keep_writing(history: History) -> None:
    while True:
        await add_tune(history, asker(1), ASKED, tune(ASKED))


async def test_a_backup_is_one_file_that_only_its_owner_can_read(data: Path, tmp_path: Path) -> None:
    back_up(data / "lilt.sqlite3", tmp_path / "backup")
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert list(contents(tmp_path)) == ["backup"]


@pytest.mark.parametrize("name", ["backup", "backup.part"])
async def test_a_backup_overwrites_nothing(data: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    with pytest.raises(BackupError, match=f"{name} exists; please choose another name"):
        back_up(data / "lilt.sqlite3", tmp_path / "backup")
    assert contents(tmp_path) == {name: b"precious"}


async def test_a_damaged_history_makes_no_backup(data: Path, tmp_path: Path) -> None:
    with (data / "lilt.sqlite3").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 3)
    with pytest.raises(BackupError):
        back_up(data / "lilt.sqlite3", tmp_path / "backup")
    assert contents(tmp_path) == {}


async def test_restoring_replaces_the_history_and_keeps_the_previous_one(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, "backup", tmp_path / "backup") == 0
    assert ": 3 tunes, " in capsys.readouterr().out
    await fill(data / "lilt.sqlite3", 2)
    assert run(data, "restore", tmp_path / "backup") == 0
    said = capsys.readouterr().out.splitlines()[-1]
    kept = Path(said.removeprefix("The previous history is kept as ").removesuffix("."))
    assert (await count(data / "lilt.sqlite3"), await count(kept)) == (3, 5)


async def test_the_write_ahead_log_of_the_previous_history_is_kept_too(data: Path, tmp_path: Path) -> None:
    """A killed bot leaves its last tunes in the file beside the database."""
    back_up(data / "lilt.sqlite3", tmp_path / "backup")
    killed, crashed = sqlite3.connect(data / "lilt.sqlite3"), tmp_path / "crashed"
    with closing(killed):
        killed.execute("INSERT INTO tunes SELECT 9, user_id, user_name, guild_id, channel_id, message_id, "
                       "created_at, asked, tune, parent, NULL, NULL FROM tunes WHERE id = 1")  # fmt: skip
        killed.commit()
        crashed.mkdir()
        for name, content in contents(data).items():
            (crashed / name).write_bytes(content)
    assert (crashed / "lilt.sqlite3-wal").stat().st_size > 0
    _, kept = restore(tmp_path / "backup", crashed / "lilt.sqlite3")
    assert kept is not None
    assert (await count(crashed / "lilt.sqlite3"), await count(kept)) == (3, 4)


async def test_a_damaged_history_can_be_replaced(data: Path, tmp_path: Path) -> None:
    back_up(data / "lilt.sqlite3", tmp_path / "backup")
    (data / "lilt.sqlite3").write_bytes(b"\xa5" * 5000)
    _, kept = restore(tmp_path / "backup", data / "lilt.sqlite3")
    assert kept is not None
    assert kept.read_bytes() == b"\xa5" * 5000
    assert await count(data / "lilt.sqlite3") == 3


async def test_a_backup_can_be_restored_into_an_empty_folder(data: Path, tmp_path: Path) -> None:
    back_up(data / "lilt.sqlite3", tmp_path / "backup")
    assert run(tmp_path / "new", "restore", tmp_path / "backup") == 0
    assert await count(tmp_path / "new" / "lilt.sqlite3") == 3


def nothing(path: Path) -> None:
    """A path where there is no file."""


def empty(path: Path) -> None:
    path.touch()


def text(path: Path) -> None:
    path.write_text("no database\n" * 1000)


def strange(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE shopping (item)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


@pytest.mark.parametrize("make", [nothing, empty, text, strange, newer])
async def test_a_file_that_is_not_a_backup_is_refused_and_nothing_changes(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
) -> None:
    make(tmp_path / "backup")
    before = contents(data, "lilt*")
    assert run(data, "restore", tmp_path / "backup") == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert contents(data, "lilt*") == before


async def test_nothing_is_restored_while_a_bot_is_running(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back_up(data / "lilt.sqlite3", tmp_path / "backup")
    with data_lock(data):
        assert run(data, "restore", tmp_path / "backup") == 1
    assert capsys.readouterr().err == "A bot is running with this LILT_DATA already; please stop it first.\n"


def test_a_backup_without_a_history_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "backup", tmp_path / "backup") == 1
    assert capsys.readouterr().err == "There is no history in LILT_DATA to back up yet.\n"


async def test_a_backup_contains_no_orders_and_no_keys_to_messages(data: Path, tmp_path: Path) -> None:
    async with History.open(data / "lilt.sqlite3") as history:
        await history.add_order(order("1", token="a-key"))
    back_up(data / "lilt.sqlite3", tmp_path / "backup")
    assert b"a-key" in b"".join(contents(data).values())
    assert b"a-key" not in (tmp_path / "backup").read_bytes()
    assert run(data, "restore", tmp_path / "backup") == 0
    async with History.open(data / "lilt.sqlite3") as history:
        assert await history.orders() == []
