"""A broken database or disk: a clear error, nothing overwritten, and the bot keeps running."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.history import History, database
from bot.history.migrations import HistoryError
from bot.history.sqlite_errors import DAMAGED, FULL, LOCKED, UNWRITABLE, fault
from bot.orders.database_retry import SECONDS as DATABASE_SECONDS
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, labels, order, tune

NOBODY = 65534
ASKED = ComposeRequest(key="D")


async def fill(path: Path, tunes: int = 50) -> None:
    async with History.open(path) as history:
        for _ in range(tunes):
            await add_tune(history, asker(1), ASKED, tune(ASKED))


async def refusal(path: Path) -> str:
    with pytest.raises(HistoryError) as refused:
        async with History.open(path):
            pass
    return str(refused.value)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as a user without privileges, even if the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own folders are private."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    (folder / "closed").mkdir(mode=0o555)
    yield folder
    shutil.rmtree(folder)


def without_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(100))


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def cut_within_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def with_a_hole(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xa5" * 4096 * 3)


@pytest.mark.parametrize("damage", [without_header, cut_short, cut_within_a_page, with_a_hole])
async def test_a_damaged_database_is_refused_and_not_changed(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "lilt.sqlite3"
    await fill(path)
    damage(path)
    before = path.read_bytes()
    assert await refusal(path) == DAMAGED
    assert path.read_bytes() == before


def test_a_damaged_database_ends_the_start_with_78(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lilt.sqlite3").write_bytes(b"\xa5" * 8192)
    assert main({"DISCORD_TOKEN": "not.so.secret", "LILT_DATA": str(tmp_path)}) == 78
    assert capsys.readouterr().err == f"{DAMAGED}\n"


async def test_a_folder_without_write_permission_is_named(open_folder: Path) -> None:
    with unprivileged():
        assert await refusal(open_folder / "closed" / "lilt.sqlite3") == UNWRITABLE
        assert await refusal(open_folder / "closed" / "new" / "lilt.sqlite3") == UNWRITABLE


async def test_a_file_without_write_permission_is_named(open_folder: Path) -> None:
    await fill(open_folder / "lilt.sqlite3")
    (open_folder / "lilt.sqlite3").chmod(0o444)
    with unprivileged():
        assert await refusal(open_folder / "lilt.sqlite3") == UNWRITABLE


async def test_a_file_instead_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert await refusal(tmp_path / "data" / "lilt.sqlite3") == UNWRITABLE


@pytest.mark.parametrize("lock", ["BEGIN EXCLUSIVE", "PRAGMA locking_mode = EXCLUSIVE; DELETE FROM facts"])
async def test_a_database_that_another_program_has_locked_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    await fill(tmp_path / "lilt.sqlite3", 1)
    with closing(sqlite3.connect(tmp_path / "lilt.sqlite3", isolation_level=None)) as other:
        other.executescript(lock)
        assert await refusal(tmp_path / "lilt.sqlite3") == LOCKED


async def test_a_full_disk_is_named_at_the_start(tmp_path: Path) -> None:
    await fill(tmp_path / "lilt.sqlite3")
    before = (tmp_path / "lilt.sqlite3").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        assert await refusal(tmp_path / "lilt.sqlite3") == FULL
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / "lilt.sqlite3").read_bytes() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A separate disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "lilt", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("this test mounts a small disk, which is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


async def test_a_full_disk_is_named_and_the_history_works_when_there_is_room_again(small_disk: Path) -> None:
    path, ballast = small_disk / "lilt.sqlite3", small_disk / "ballast"
    async with History.open(path) as history:
        first = await add_tune(history, asker(1), ASKED, tune(ASKED))
        fill_up(ballast)
        with pytest.raises(sqlite3.OperationalError) as refused:
            await add_for_ever(history)
        assert fault(refused.value) == FULL
        assert await history.get(first.id) == first
        ballast.unlink()
        await add_tune(history, asker(1), ASKED, tune(ASKED))
        kept = (await history.page("mine", 1)).total
    fill_up(ballast)
    assert await refusal(path) == FULL
    ballast.unlink()
    async with History.open(path) as history:
        assert (await history.page("mine", 1)).total == kept


async def add_for_ever(history: History) -> None:
    while True:
        await add_tune(history, asker(1), ASKED, tune(ASKED))


def fill_up(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


@asynccontextmanager
async def full_disk(history: History) -> AsyncIterator[None]:
    """SQLite's own size limit raises the same error as a full disk."""
    ((pages,),) = await history._db.execute_fetchall("PRAGMA page_count")
    await history._db.execute(f"PRAGMA max_page_count = {pages}")
    async with AsyncExitStack() as after:
        after.push_async_callback(history._db.execute, "PRAGMA max_page_count = 1000000")
        yield


async def order_for_ever(history: History) -> None:
    for number in count():
        await history.add_order(order(f"{number}"))


async def test_a_user_who_asks_while_the_disk_is_full_gets_an_answer_and_the_bot_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async with full_disk(stage.history):
        with pytest.raises(sqlite3.OperationalError):
            await order_for_ever(stage.history)
        answer = (await stage.compose()).response
    assert answer.content.startswith("My database cannot be used at the moment")
    assert FULL in [getattr(record, "fault", None) for record in caplog.records]
    assert stage.refusals == ["OperationalError"]
    assert labels((await stage.compose()).response)[0] == "Another"


async def order_ids(history: History) -> set[str]:
    return {kept.id for kept in await history.orders()}


async def test_a_tune_that_was_accepted_waits_until_there_is_room(stage: Stage) -> None:
    stage.engine.hold = stage.env
    answer = await stage.compose()
    async with full_disk(stage.history):
        with pytest.raises(sqlite3.OperationalError):
            await add_for_ever(stage.history)
        stage.engine.go_on.set()
        await stage.env.settle()
        assert stage.engine.last.id in await order_ids(stage.history)
        assert answer.response.attachments == []
    await stage.env.advance_time(DATABASE_SECONDS + 1)
    assert len(answer.response.attachments) == 2
    assert stage.engine.last.id not in await order_ids(stage.history)


async def test_a_user_who_asks_while_the_database_cannot_be_read_gets_an_answer(stage: Stage) -> None:
    await stage.history._db.execute("ALTER TABLE blocked RENAME TO gone")
    answer = (await stage.compose()).response
    assert answer.content.startswith("Something went wrong on my side (reference ")
    await stage.history._db.execute("ALTER TABLE gone RENAME TO blocked")
    assert labels((await stage.compose()).response)[0] == "Another"
