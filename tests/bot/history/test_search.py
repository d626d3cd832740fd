"""Searches: what they find, and that nobody waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.my_data import export
from bot.history import History, Shelf
from bot.history.lists import _COUNT, _NEWER, _OLDER, _TITLES
from generator.engine.background import background
from generator.engine.loop_lag import watching_lag
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, tune
from tests.bot.large_history import GUILD, make_large_history

ANN, BOB = 1, 2
SHELVES: tuple[Shelf, ...] = ("mine", "server", "saved")
FOREVER = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
"""A query that ends only when it is interrupted."""

words = st.sampled_from(
    ["The Gull", "Quince", "the lost gull", "100% Kettle", "a_b", "50\\50", "GULL", "x", "jigs"]
)


async def add(history: History, title: str, user: int = ANN, kind: str = "jig") -> None:
    request = ComposeRequest(type=kind)
    await add_tune(history, asker(user, GUILD), request, tune(request, title))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    titles=st.lists(words, max_size=8),
    search=st.one_of(words, st.sampled_from(["gull", "%", "_", "\\", "eel", "z"])),
)
async def test_a_search_finds_the_titles_and_types_that_contain_it(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], search: str
) -> None:
    async with History.open(tmp_path_factory.mktemp("search") / "h.sqlite3") as history:
        for number, title in enumerate(titles):
            await add(history, title, kind=("jig", "reel")[number % 2])
        entries = (await history.page("server", GUILD, size=100)).entries
        found = await history.page("server", GUILD, search=search, size=100)
        expected = [
            one for one in entries
            if search.lower() in one.tune.title.lower() or search.lower() in str(one.tune.request.type)
        ]  # fmt: skip
        assert list(found.entries) == expected
        assert found.total == len(expected)
        suggested = await history.suggest(ANN, "server", GUILD, search=search, size=100)
        assert suggested == [(one.id, one.tune.title) for one in expected]


async def test_what_is_searched_follows_the_tunes(history: History) -> None:
    for number in range(6):
        await add(history, f"T{number}", user=ANN + number % 2)
    await history.delete(2)
    await history.delete_user(BOB)
    await history._db.execute("UPDATE tunes SET tune = json_set(tune, '$.title', 'Renamed') WHERE id = 3")
    assert await history.suggest(ANN, "server", GUILD, search="", size=9) == [
        (5, "T4"),
        (3, "Renamed"),
        (1, "T0"),
    ]
    ((left,),) = await history._rows(
        "SELECT count(*) FROM (SELECT * FROM search EXCEPT SELECT * FROM searchable)"
    )
    assert left == 0


@pytest.mark.parametrize(
    "query", [_OLDER, _NEWER, _COUNT, _TITLES], ids=["older", "newer", "count", "titles"]
)
@pytest.mark.parametrize("shelf", SHELVES)
async def test_a_search_reads_no_tune_that_it_does_not_find(
    history: History, query: dict[Shelf, str], shelf: Shelf
) -> None:
    values = {"owner": 1, "words": "%gull%", "at": 5, "size": 3}
    plan = [row["detail"] for row in await history._read(f"EXPLAIN QUERY PLAN {query[shelf]}", values)]
    scans = [step for step in plan if "tunes" in step and "PRIMARY KEY" not in step]
    assert scans == [], plan
    assert shelf == "saved" or any("COVERING INDEX search_of" in step for step in plan), plan


@pytest.fixture
async def searching(history: History) -> AsyncIterator[asyncio.Task[Any]]:
    """A search that does not end by itself."""
    task = asyncio.create_task(history._read(FOREVER))
    await asyncio.sleep(0.05)
    yield task
    await history._reading.interrupt()
    await asyncio.gather(task, return_exceptions=True)


async def test_nobody_waits_for_a_search(history: History, searching: asyncio.Task[Any]) -> None:
    async with asyncio.timeout(5):
        await add(history, "The Gull")
        assert not await history.is_blocked(ANN)
        await history.check()
    assert not searching.done()


async def test_a_keystroke_is_dropped_when_its_typist_has_typed_more(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(history, "The Gull")
    searched: list[str] = []
    read, go_on = history._read, asyncio.Event()

    async def slow(sql: str, values: Any = ()) -> list[Any]:
        searched.append(values["words"])
        await go_on.wait()
        return await read(sql, values)

    monkeypatch.setattr(history, "_read", slow)
    typed = [
        asyncio.create_task(history.suggest(who, "server", GUILD, search=text, size=5))
        for text in ("t", "th", "the", "the ", "the g") for who in (ANN, BOB)
    ]  # fmt: skip
    await asyncio.sleep(0)
    go_on.set()
    results = await asyncio.gather(*typed)
    assert searched == ["%t%", "%the g%", "%the g%"]  # the first one had begun
    assert [bool(one) for one in results] == [True] + [False] * 7 + [True, True]
    assert history._typed == {}


async def test_a_search_that_fails_drops_nothing_that_comes_after_it(history: History) -> None:
    await add(history, "The Gull")
    with pytest.raises(KeyError):
        await history.suggest(ANN, "nowhere", GUILD, search="", size=5)  # type: ignore[arg-type]
    assert await history.suggest(ANN, "server", GUILD, search="", size=5) == [(1, "The Gull")]


async def test_a_large_history_is_searched_exported_and_forgotten_without_holding_up_anybody(
    tmp_path: Path,
) -> None:
    """No writer waits for half of what takes longest; `lag` is how late the event loop was."""
    path = tmp_path / "large.sqlite3"
    await make_large_history(path, 20_000, range(1, 11), by_hand=20, variations=100)
    async with History.open(path) as history, watching_lag() as lag:
        waits: list[float] = []
        async with background(_keep_writing(history, waits), "writing"):
            assert (await history.page("server", GUILD, search="Kettle 20")).total > 0
            content, counts = await export(history, ANN)
            assert counts == "2008 tunes, 0 saved"  # 20 by hand, and 1 of each 10 others but the variations
            assert len(content) > 100_000
            began = asyncio.get_running_loop().time()
            assert await history.delete_user(ANN) == 2008
            took = asyncio.get_running_loop().time() - began
        assert max(waits) < took / 2
        assert lag.percentile(99) < 0.3


async def _keep_writing(history: History, waits: list[float]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        await history.set_fact("a", "b")
        waits.append(loop.time() - began)
        await asyncio.sleep(0.01)
