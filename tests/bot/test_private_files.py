"""What Lilt stores is for its owner's eyes only, however it came there."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.history import History
from bot.ops.lock import data_lock
from tests.bot.fakes import order

NAME = "lilt.sqlite3"


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """The umask of most systems, under which new files can be read by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """The modes of the folder and of what is in it."""
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.iterdir())}


def only_for_the_owner(folder: Path) -> bool:
    return set(modes(folder).values()) <= {"0o700", "0o600"}


async def test_a_new_history_and_the_files_beside_it_are_private(tmp_path: Path) -> None:
    async with History.open(tmp_path / "data" / NAME) as history:
        await history.add_order(order("1", token="a-key"))
        assert set(modes(tmp_path / "data")) == {"data", NAME, f"{NAME}-wal", f"{NAME}-shm"}
        assert only_for_the_owner(tmp_path / "data")


async def test_a_history_of_an_older_lilt_becomes_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(sqlite3.connect(folder / NAME)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE unrelated (a)")
        assert not only_for_the_owner(folder)
        async with History.open(folder / NAME):
            assert modes(folder)[f"{NAME}-wal"] == "0o600"
            assert only_for_the_owner(folder)


async def test_what_a_restore_leaves_is_private(tmp_path: Path) -> None:
    folder, environ = tmp_path / "data", {"LILT_DATA": str(tmp_path / "data")}
    async with History.open(folder / NAME):
        pass
    assert main(environ, ["backup", str(tmp_path / "copy")]) == 0
    for name in (NAME, f"{NAME}-wal"):
        (folder / name).touch()
        (folder / name).chmod(0o644)
    (tmp_path / "copy").chmod(0o644)
    assert main(environ, ["restore", str(tmp_path / "copy")]) == 0
    assert len([name for name in modes(folder) if name.startswith(NAME)]) == 3  # the new one, and two kept
    assert {mode for name, mode in modes(folder).items() if name.startswith(NAME)} == {"0o600"}


def test_a_bot_makes_its_data_folder_private(tmp_path: Path) -> None:
    with data_lock(tmp_path / "data"):
        assert modes(tmp_path)["data"] == "0o700"
