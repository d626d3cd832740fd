"""/tunebook: saved tunes, or the server's best, to print."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands.tunebook import NO_SERVER, NO_TITLE, NOTHING_HERE, NOTHING_SAVED
from generator.compose.tunebook import MOST_TUNES, tunebook
from generator.errors import QueueFull
from generator.notation.reading.books.book import tunes_of
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import labels, names
from tests.bot.listings import add_titled, add_tunes


async def save(stage: Stage, user: Any, *numbers: int) -> None:
    for number in numbers:
        await stage.history.save(user.id, number)


async def made(stage: Stage, user: Any = None, **options: Any) -> Any:
    return await (user or stage.ann).slash(stage.channel, "tunebook", **options)


def book(stage: Stage) -> Tune:
    work = stage.engine.last.work
    assert isinstance(work, Tune)
    return work


def titles(stage: Stage) -> list[str]:
    return [one.title for one in tunes_of(book(stage).abc)]


async def test_a_book_is_a_pdf_and_an_abc_file(stage: Stage) -> None:
    await add_titled(stage, "One", "Two", "Three")
    await save(stage, stage.ann, 1, 2)
    message = (await made(stage)).response
    assert names(message) == ["lilt-tunebook-saved-tunes.pdf", "lilt-tunebook-saved-tunes.abc"]
    assert message.content == "**Saved tunes**: 2 tunes, to print and as ABC."
    assert labels(message) == []
    assert stage.engine.last.formats == {"pdf", "abc"}


async def test_the_tunes_that_were_saved_last_come_first_and_are_numbered(stage: Stage) -> None:
    await add_titled(stage, "One", "Two", "Three")
    await save(stage, stage.ann, 3, 1)
    await save(stage, stage.bob, 2)
    await made(stage, paper="letter", title="Ann's book", **{"one-a-page": True})
    entries = [await stage.entry(number) for number in (3, 1)]
    tunes = [one.tune for one in entries]
    assert book(stage) == tunebook(tunes, title="Ann's book", paper="letter", one_a_page=True)
    assert [one.number for one in tunes_of(book(stage).abc)] == [1, 2]


async def test_the_servers_best_tunes_are_those_that_most_people_saved(stage: Stage) -> None:
    await add_titled(stage, "One", "Two", "Three")
    await add_tunes(stage, 1, guild=99)
    await save(stage, stage.ann, 2, 4)
    await save(stage, stage.bob, 2, 1)
    await made(stage, stage.bob, tunes="server")
    assert titles(stage) == ["Two", "One"]


async def test_a_tune_that_was_deleted_or_forgotten_is_not_in_it(stage: Stage) -> None:
    await add_titled(stage, "One", "Two")
    await add_titled(stage, "Of Bob", user=stage.bob)
    await save(stage, stage.ann, 1, 2, 3)
    await stage.history.delete(1)
    await stage.history.delete_user(stage.bob.id)
    await made(stage)
    assert titles(stage) == ["Two"]


@pytest.mark.parametrize(("tunes", "sentence"), [("saved", NOTHING_SAVED), ("server", NOTHING_HERE)])
async def test_an_empty_list_is_a_sentence(stage: Stage, tunes: str, sentence: str) -> None:
    result = await made(stage, tunes=tunes)
    assert (result.response.content, result.ephemeral) == (sentence, True)
    assert stage.engine.asked == []
    assert stage.refusals == ["NotHere"]


async def test_without_a_server_there_is_a_book_of_saved_tunes_only(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await save(stage, stage.ann, 1)
    result = await stage.ann.user.slash("tunebook", tunes="server")
    assert result.response.content == NO_SERVER
    assert stage.refusals == ["NotHere"]
    assert len(names((await stage.ann.user.slash("tunebook")).response)) == 2


async def test_more_tunes_than_a_book_has_are_left_out_and_that_is_said(stage: Stage) -> None:
    await add_tunes(stage, MOST_TUNES + 1)
    await save(stage, stage.ann, *range(1, MOST_TUNES + 2))
    message = (await made(stage)).response
    assert message.content.endswith("You saved more; these are the 100 that you saved last.")
    assert [one.number for one in tunes_of(book(stage).abc)] == list(range(1, MOST_TUNES + 1))
    message = (await made(stage, tunes="server")).response
    assert message.content.endswith("There are more; these are the 100 that most people saved.")


async def test_a_title_is_shown_as_it_was_typed(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await save(stage, stage.ann, 1)
    message = (await made(stage, title="*All* of\u202e @everyone's `../` jigs")).response
    assert message.content.startswith(r"**\*All\* of")
    assert names(message)[0] == "lilt-tunebook-all-of-everyone-s-jigs.pdf"


async def test_a_title_of_nothing_is_refused(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await save(stage, stage.ann, 1)
    assert (await made(stage, title="\u200b ")).response.content == NO_TITLE
    assert stage.engine.asked == []
    assert stage.refusals == ["NotHere"]


async def test_a_file_that_is_too_large_is_left_out_and_mentioned(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await save(stage, stage.ann, 1)
    stage.engine.sizes["pdf"] = 30 * 2**20
    message = (await made(stage)).response
    assert names(message) == ["lilt-tunebook-saved-tunes.abc"]
    assert message.content.endswith("The PDF is too large to send here.")


async def test_a_book_waits_in_the_queue_as_a_tune_does(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await save(stage, stage.ann, 1)
    stage.engine.refuse = QueueFull(100)
    result = await made(stage)
    assert (result.response.content, result.ephemeral) == (str(stage.engine.refuse), True)
    assert stage.refusals == ["QueueFull"]


async def test_while_it_is_made_it_says_so(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await save(stage, stage.ann, 1)
    stage.engine.hold, stage.engine.held = stage.env, "rendering"
    waiting = (await made(stage)).response
    assert waiting.content == "Making the tunebook…"
    assert labels(waiting) == ["Cancel"]
    stage.engine.go_on.set()
    await stage.env.settle()


async def test_a_book_is_not_in_the_history(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await save(stage, stage.ann, 1)
    await made(stage)
    assert await stage.history.get(2) is None
