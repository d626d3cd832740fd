"""Scrubbing: forgotten words leave the files, also after a kill, beside a reader, and while others write."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from bot.history import BY_HAND, History, SentBook
from bot.history.forgetting.scrub import scrubbing
from bot.history.migrations import MIGRATIONS
from bot.history.orders import MOST_BOOKS
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.database_files import NAME, reader, traces
from tests.bot.fakes import add_tune, asker, eventually, order, tune
from tests.bot.history.test_migrations import old_database

ANN, BOB = 1_234_567_890_123_456, 77
TITLE = "Quince Over Kinvara"
ABC = f"X:1\nT:{TITLE}\nC:Ann Herself\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
WORDS = (str(ANN), TITLE, "Ann Herself")
VARIATION = ComposeRequest(source=ABC, change="ending")


def by_hand(title: str = TITLE) -> Tune:
    return Tune(request=ComposeRequest(), title=title, abc=ABC.replace(TITLE, title), model=BY_HAND)


async def fill(history: History, tunes: int = 40) -> None:
    """Tunes of Ann's and Bob's in turn, so that they share pages."""
    for index in range(tunes):
        await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand(f"{TITLE} {index * 7919 % 100}"))
        await add_tune(
            history, asker(BOB, 2), ComposeRequest(), tune(ComposeRequest(seed=index), f"T{index}")
        )


def nobody(folder: Path) -> AbstractAsyncContextManager[None]:
    return nullcontext()


@pytest.mark.parametrize("beside", [nobody, reader])
async def test_the_next_process_removes_what_a_killed_one_left(
    tmp_path: Path, beside: Callable[[Path], AbstractAsyncContextManager[None]]
) -> None:
    """Killed after the words were deleted and before, or while, they are removed from the files."""
    killed = tmp_path / "killed"
    async with History.open(tmp_path / NAME) as history:
        await fill(history)
        async with beside(tmp_path):
            assert await history.delete_user(ANN) == 40
            if beside is reader:
                assert not await history.scrub()
            shutil.copytree(tmp_path, killed)
    assert traces(killed, *WORDS)
    async with History.open(killed / NAME) as history, scrubbing(history):
        assert traces(killed, *WORDS) == []
        assert (await history.page("server", 2)).total == 40


async def test_a_scrub_that_a_reader_prevents_is_done_when_the_reader_is_gone(
    history: History, tmp_path: Path
) -> None:
    await fill(history, 3)
    async with scrubbing(history, every=0.01):
        async with reader(tmp_path):
            await history.delete_user(ANN)
            assert not await history.scrub()
            assert traces(tmp_path, *WORDS)
        assert await eventually(lambda: not traces(tmp_path, *WORDS))


@pytest.mark.parametrize("layout", range(1, len(MIGRATIONS) + 1))
async def test_a_database_of_an_older_layout_is_scrubbed_once(tmp_path: Path, layout: int) -> None:
    old_database(tmp_path / NAME, layout)
    async with History.open(tmp_path / NAME) as history:
        assert await history.fact("scrub") is not None
        assert await history.scrub(at_once=True)
        assert await history.fact("scrub") is None


async def test_a_deletion_during_a_scrub_needs_another_one(history: History, tmp_path: Path) -> None:
    await fill(history, 2)
    await history.delete_user(BOB)
    scrubbed = history._scrubbed

    async def overtaken(at_once: bool) -> bool:
        done = await scrubbed(at_once)
        await history.delete_user(ANN)
        return done

    history._scrubbed = overtaken  # type: ignore[method-assign]
    await history.scrub()
    assert await history.fact("scrub") is not None


async def test_nothing_is_rewritten_while_an_order_waits(history: History, tmp_path: Path) -> None:
    await fill(history, 2)
    await history.add_order(order("1", BOB))
    await history.delete_user(ANN)
    assert not await history.scrub()
    assert (tmp_path / f"{NAME}-wal").stat().st_size == 0, "the log is emptied all the same"
    await history.settle("1")
    assert await history.scrub()


async def test_rewriting_stops_when_somebody_wants_to_write(history: History) -> None:
    await fill(history, 60)
    await history.delete_user(ANN)
    history._waiting = 1
    assert not await history.scrub()
    history._waiting = 0
    assert await history.scrub()


async def test_a_full_disk_keeps_the_scrub_due(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(history, 2)
    await history.delete_user(ANN)

    async def full(*_: object) -> bool:
        raise aiosqlite.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(history, "_scrubbed", full)
        assert not await history.scrub()
    assert await history.scrub()


async def test_the_database_can_be_read_while_it_is_rewritten(history: History, tmp_path: Path) -> None:
    await fill(history, 2)
    await history.delete_user(ANN)
    async with aiosqlite.connect(tmp_path / NAME, isolation_level=None) as other:
        await other.execute("BEGIN IMMEDIATE")
        scrub = asyncio.create_task(history.scrub())
        assert (await history.page("server", 2)).total == 2
        assert not scrub.done()
        await other.rollback()
        assert await scrub


@pytest.mark.parametrize("when", ["waits", "is being composed", "is placed just now"])
async def test_an_order_for_a_variation_loses_the_forgotten_words(
    history: History, tmp_path: Path, when: str
) -> None:
    own = await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand())
    wanted = order("1", BOB, asked=VARIATION, parent=own.id)
    if when != "is placed just now":
        await history.add_order(wanted)
    await history.delete_user(ANN)
    if when == "is placed just now":
        await history.add_order(wanted)
    (waiting,) = await history.orders()
    assert "|:dfa afd|gfe d3:|" in str(waiting.asked.source)
    if when == "is being composed":
        await history.add_ordered("1", tune(replace(VARIATION, seed=3), TITLE))
    elif when == "waits":
        await history.add_ordered("1", tune(replace(waiting.asked, seed=3), "A New Title"))
    await history.settle("1")
    assert await history.scrub()
    assert traces(tmp_path, *WORDS) == []


async def test_words_are_found_in_many_variations(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.history.forgetting.words._REWORDED_AT_ONCE", 2)
    titles = [TITLE, "100% Kettle", "The Gull No. 2", "The &lt; Gull", "The \\ Gull", "The \\© Gull"]
    written = [await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand(title)) for title in titles]
    composed = await add_tune(history, asker(ANN, 2), ComposeRequest(), tune(ComposeRequest(), "The Gulls"))
    added: list[Any] = []
    for seed, parent in enumerate([*written, composed] * 2):
        asked = ComposeRequest(source=parent.tune.abc, change="ending")
        made = tune(replace(asked, seed=seed), parent.tune.title)
        added.append(await add_tune(history, asker(BOB, 2), asked, made, parent=parent.id))
    await history.delete_user(ANN)
    now = [await history.get(entry.id) for entry in added]
    kept = [entry.id for entry, after in zip(added, now, strict=True) if after == replace(entry, parent=None)]
    assert kept == [added[len(written)].id, added[-1].id]
    assert not any(title in str(after) for title in titles for after in now)


async def _delete_tune(history: History) -> None:
    await history.delete((await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand())).id)


async def _delete_old(history: History) -> None:
    await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand())
    history._clock = lambda: 4_000_000_000.0
    assert await history.delete_older_than(1.0) == 1


async def test_retention_takes_words_back_from_what_others_made_of_a_tune(history: History) -> None:
    history._clock = lambda: 1_000.0
    own = await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand())
    history._clock = lambda: 2_000.0
    asked = ComposeRequest(source=by_hand().renamed(TITLE).abc, change="ending")
    made = tune(replace(asked, seed=1), TITLE)
    varied = await add_tune(history, asker(BOB, 2), asked, made, parent=own.id)
    assert await history.delete_older_than(500.0) == 1
    after = await history.get(varied.id)
    assert after is not None
    assert TITLE not in str(after)


async def _cancel(history: History) -> None:
    await history.add_order(order("1", ANN, tune=by_hand()))
    assert await history.cancel_order("1")


async def _cancel_variation(history: History) -> None:
    await history.add_order(order("1", ANN, asked=VARIATION))
    assert await history.cancel_order("1")


async def _fail(history: History) -> None:
    await history.add_order(order("1", ANN, tune=by_hand()))
    await history.add_ordered("1", by_hand())
    await history.abandon("1")


async def _push_out(history: History) -> None:
    """A text, by others that were sent later; the tune that it is from was deleted before."""
    for number in range(MOST_BOOKS + 1):
        text = ABC if number == 0 else "X:1\n"
        book = SentBook(text=text, titles=("One",), count=2, playing={})
        await history.add_order(order(f"{number}", ANN, book=book))
        await history.add_ordered(f"{number}", tune(ComposeRequest(seed=number), f"T{number}"))
        await history.settle(f"{number}")


DELETIONS = [_delete_tune, _delete_old, _cancel, _cancel_variation, _fail, _push_out]


@pytest.mark.parametrize("delete", DELETIONS)
async def test_deleted_words_leave_the_files(
    history: History, tmp_path: Path, delete: Callable[[History], Awaitable[None]]
) -> None:
    async with scrubbing(history, every=0.01):
        await delete(history)
        assert await eventually(lambda: not traces(tmp_path, TITLE, "Ann Herself"))


async def test_an_order_without_words_needs_no_scrub(history: History) -> None:
    assert await history.scrub(at_once=True)
    for end in (history.cancel_order, history.abandon, history.settle):
        await history.add_order(order("1", ANN))
        await end("1")
    assert await history.fact("scrub") is None


async def test_a_scrub_that_fails_at_the_start_is_tried_until_it_is_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A reader is there already; later orders wait all the time."""
    caplog.set_level("INFO", "bot.history.forgetting.scrub")
    async with History.open(tmp_path / NAME) as history:
        await fill(history, 3)
        await history.delete_user(ANN)
    async with History.open(tmp_path / NAME) as history:
        async with reader(tmp_path), scrubbing(history, every=0.01):
            await history.delete_user(ANN)
            assert await eventually(lambda: caplog.text.count("next try") > 2)
            assert await history.fact("scrub") is not None
            assert "removed from the files now" not in caplog.text
        async with scrubbing(history, every=0.01):
            assert traces(tmp_path, *WORDS) == []


async def test_a_scrub_does_not_give_way_for_ever(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.history.forgetting.scrub")
    monkeypatch.setattr("bot.history.forgetting.scrub.PATIENCE", 3)
    await fill(history, 3)
    async with scrubbing(history, every=0.01):
        await history.add_order(order("1", BOB))
        await history.delete_user(ANN)
        assert await eventually(lambda: "removed from the files now" in caplog.text)
    assert traces(tmp_path, *WORDS) == []
    assert [one.id for one in await history.orders()] == ["1"]
