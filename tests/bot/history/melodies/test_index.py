"""Tunes are found by their notes, by those who may see them."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.history import MOST_FOUND, History
from bot.history.forgetting.scrub import scrubbing
from bot.history.melodies.backfill import indexing
from generator.notation.intervals import Contour, contour
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from generator.notation.writing.writer import write_abc
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, eventually, tune
from tests.generator.notation.strategies import melodies

ANN, BOB, CAT = 1, 2, 3
GUILD, OTHER = 20, 30
JIG = "X:1\nT:{title}\nM:6/8\nL:1/8\nK:D\n|:A|dfa afd|gfe d2:|\n"


def phrase(notes: str, key: str = "D") -> Contour:
    return contour(read_abc(f"X:1\nM:none\nL:1/8\nK:{key}\n{notes}\n"))


async def add(history: History, abc: str = JIG, user: int = ANN, guild: int | None = GUILD) -> int:
    made = replace(tune(ComposeRequest(), "T"), abc=abc)
    return (await add_tune(history, asker(user, guild), ComposeRequest(), made)).id


async def found(history: History, notes: Contour, user: int = ANN, guild: int | None = GUILD) -> list[int]:
    matches, count = await history.find(notes, user, guild)
    assert count >= len(matches)
    return [match.entry.id for match in matches]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    tunes=st.lists(melodies(), min_size=1, max_size=4),
    chosen=st.integers(0, 3),
    place=st.randoms(use_true_random=False),
    up=st.integers(-24, 24),
)
async def test_any_phrase_of_any_tune_is_found_in_any_key(
    tmp_path_factory: pytest.TempPathFactory, tunes: list[Melody], chosen: int, place: random.Random, up: int
) -> None:
    whole = contour(tunes[chosen % len(tunes)])
    size = place.randint(5, 40)
    begin = place.randrange(max(1, len(whole.pitches) - size))
    cut = slice(begin, begin + size)
    sought = Contour(tuple(one + up for one in whole.pitches[cut]), whole.lengths[cut], whole.bars[cut])
    if len(sought.pitches) < 5:
        return
    async with History.open(tmp_path_factory.mktemp("find") / "h.sqlite3") as history:
        for melody in tunes:
            await add(history, write_abc(melody, title="T"))
        matches, count = await history.find(sought, ANN, GUILD)
        expected = [number for number, melody in enumerate(tunes, 1) if is_in(melody, sought.pitches)]
        assert sorted(match.entry.id for match in matches) == expected
        assert count == len(expected)
        assert chosen % len(tunes) + 1 in [match.entry.id for match in matches if match.same_rhythm]
        assert await found(history, sought, CAT, OTHER) == await found(history, sought, CAT, None) == []


def is_in(melody: Melody, pitches: tuple[int, ...]) -> bool:
    """The naive way."""
    notes = [pitch for pitch, _ in groupby(max(one.pitches) for one in unfold(melody))]
    size = len(pitches)
    return any(same(notes[at : at + size], pitches) for at in range(len(notes) - size + 1))


def same(notes: list[int], pitches: tuple[int, ...]) -> bool:
    """The same intervals; those beyond 21 semitones are one."""
    steps = [[max(-21, min(21, b - a)) for a, b in pairwise(one)] for one in (notes, pitches)]
    return steps[0] == steps[1]


async def test_the_guilds_tunes_and_the_users_own_are_found(history: History) -> None:
    for user, guild in ((ANN, GUILD), (BOB, GUILD), (ANN, OTHER), (BOB, OTHER), (ANN, None), (BOB, None)):
        await add(history, user=user, guild=guild)
    notes = phrase("dfa afd")
    assert await found(history, notes, ANN, GUILD) == [5, 3, 2, 1]
    assert await found(history, notes, ANN, None) == [5, 3, 1]
    assert await found(history, notes, CAT, OTHER) == [4, 3]
    assert await found(history, notes, CAT, None) == []


async def test_tunes_in_the_same_rhythm_come_first_then_the_newest(history: History) -> None:
    for notes in ("dfa afd|", "d2fa afd|", "dfa afd|", "dgb bgd|"):
        await add(history, JIG.split("|:", maxsplit=1)[0] + notes)
    matches, _ = await history.find(phrase("GBd dBG", "G"), ANN, GUILD)
    assert [(match.entry.id, match.same_rhythm) for match in matches] == [(3, True), (1, True), (2, False)]


async def test_the_best_are_shown_and_all_are_counted(history: History) -> None:
    for _ in range(MOST_FOUND + 3):
        await add(history)
    matches, count = await history.find(phrase("afd gfe"), ANN, GUILD)
    assert [match.entry.id for match in matches] == list(range(MOST_FOUND + 3, 3, -1))
    assert count == MOST_FOUND + 3


async def test_a_phrase_may_go_over_a_repeat(history: History) -> None:
    await add(history)
    assert await found(history, phrase("fed2 Adf")) == [1]


async def test_a_tune_that_cannot_be_read_is_kept_and_not_found(history: History) -> None:
    assert await add(history, "?") == 1
    assert await found(history, phrase("dfa afd")) == []
    assert await history.get(1) is not None


async def test_a_deleted_tune_is_not_found(history: History) -> None:
    for user in (ANN, BOB, ANN):
        await add(history, user=user)
    await history.delete(3)
    assert await found(history, phrase("dfa afd")) == [2, 1]
    await history.delete_user(ANN)
    assert await found(history, phrase("dfa afd")) == [2]
    await history._db.execute("UPDATE tunes SET created_at = 0")
    assert await history.delete_older_than(1) == 1
    assert await found(history, phrase("dfa afd"), BOB) == []
    assert await history._rows("SELECT * FROM melodies") == []
    await history._db.execute("INSERT INTO phrases (phrases) VALUES ('integrity-check')")


async def test_the_runs_of_a_deleted_tune_leave_the_index(history: History) -> None:
    """The segments of an index keep what was deleted until they are merged."""
    for user in (ANN, BOB):
        await add(history, user=user)
    before = await stored(history)
    await add(history, JIG.replace("dfa", "d^ga"), user=CAT)
    await history.delete_user(CAT)
    assert await stored(history) > before
    async with scrubbing(history):
        assert await stored(history) <= before
    assert await found(history, phrase("dfa afd")) == [2, 1]


async def stored(history: History) -> int:
    """Bytes of the index."""
    ((size,),) = await history._rows("SELECT sum(length(block)) FROM phrases_data WHERE id > 10")
    return int(size)


async def unindexed(path: Path, count: int) -> None:
    """A history of so many tunes, as it is when it comes from a Lilt without the index."""
    async with History.open(path) as history:
        for _ in range(count):
            await add(history)
        await add(history, "?")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM melodies")
        db.execute("INSERT INTO facts VALUES ('unindexed', '0')")


async def test_older_tunes_are_indexed_in_the_background(tmp_path: Path) -> None:
    await unindexed(tmp_path / "h.sqlite3", 45)
    async with History.open(tmp_path / "h.sqlite3") as history:
        await history.delete(7)
        assert not await history.all_indexed()
        new = await add(history)
        assert await found(history, phrase("dfa afd")) == [new]
        assert await history.index_older()
    async with History.open(tmp_path / "h.sqlite3") as history:
        assert len(await history._rows("SELECT 1 FROM melodies")) == 21
        async with indexing(history, pause=0):
            assert await eventually(lambda: not history._writing.locked())
            while not await history.all_indexed():
                await history.check()
        _, count = await history.find(phrase("dfa afd"), ANN, GUILD)
        assert count == 45
        assert not await history.index_older()
        await history._db.execute("INSERT INTO phrases (phrases) VALUES ('integrity-check')")


async def test_a_new_history_has_nothing_to_index(history: History) -> None:
    assert await history.all_indexed()
    assert not await history.index_older()
