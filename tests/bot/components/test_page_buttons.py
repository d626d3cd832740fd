"""The buttons and the menu under a list of tunes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.app import Lilt
from bot.views.pagination import SEARCH_LENGTH, Turn
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, TUNE_LABELS, FakeLibrary, labels
from tests.bot.listings import add_titled, add_tunes, numbers


async def test_pages_go_to_the_oldest_tune_and_back(stage: Stage) -> None:
    await add_tunes(stage, 25)
    message = (await stage.ann.slash(stage.channel, "history")).response
    seen = [(numbers(message), labels(message))]
    for arrow in "▶▶◀◀":
        await stage.ann.click(message, label=arrow)
        seen.append((numbers(message), labels(message)))
    newest, middle, oldest = list(range(25, 15, -1)), list(range(15, 5, -1)), [5, 4, 3, 2, 1]
    assert [page for page, _ in seen] == [newest, middle, oldest, middle, newest]
    assert [arrows for _, (_, *arrows) in seen[:3]] == [["(◀)", "▶"], ["◀", "▶"], ["◀", "(▶)"]]


async def test_a_new_tune_does_not_shift_the_pages(stage: Stage) -> None:
    await add_tunes(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await add_tunes(stage, 3)
    await stage.ann.click(message, label="▶")
    assert numbers(message) == [5, 4, 3, 2, 1]


async def test_a_page_shows_its_position(stage: Stage) -> None:
    await add_tunes(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await stage.ann.click(message, label="▶")
    assert message.embeds[0].footer.text == "11 to 15 of 15 · /tune plays one"


async def test_only_the_asker_turns_pages(stage: Stage) -> None:
    await add_tunes(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history", whose="server")).response
    result = await stage.bob.click(message, label="▶")
    assert result.ephemeral
    assert result.response.content.startswith("Only the person who asked for this list")
    assert numbers(message)[0] == 15


@pytest.mark.parametrize("whose", ["mine", "server"])
async def test_pages_turn_after_a_restart(stage: Stage, whose: str) -> None:
    await add_tunes(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history", whose=whose)).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0)
    )
    await stage.ann.click(message, label="▶")
    assert numbers(message) == [5, 4, 3, 2, 1]


def options(message: Any) -> dict[str, str | None]:
    """The options of the menu under a list, and its placeholder."""
    menu = message.components[0]["components"][0]
    return {one["label"]: one.get("description") for one in menu["options"]}


@pytest.mark.parametrize("search", ["kettle", "a:b:c", "é" * 30, "x" * 30])
async def test_a_search_continues_over_pages_and_restarts(stage: Stage, search: str) -> None:
    await add_titled(stage, *(f"{search} {number}" for number in range(12)), "Another")
    message = (await stage.ann.slash(stage.channel, "history", whose="server", search=search)).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0)
    )
    await stage.ann.click(message, label="▶")
    assert numbers(message) == [2, 1]


def test_the_longest_custom_id_fits() -> None:
    turn = Turn("server", 2**63 - 1, "older", 10**18 - 1, "x" * SEARCH_LENGTH)
    assert len(turn.custom_id) <= 100


async def test_page_buttons_without_a_search_still_work(stage: Stage) -> None:
    await add_tunes(stage, 12)
    message = (await stage.ann.slash(stage.channel, "history")).response
    (old,) = (one["custom_id"] for one in message.components[1]["components"] if one["label"] == "▶")
    match = re.fullmatch(Turn.PATTERN, old.removesuffix(":"))
    assert match is not None
    assert Turn.from_match(match) == Turn("mine", stage.ann.id, "older", 3)


async def test_a_menu_opens_a_tune_of_the_list(stage: Stage) -> None:
    await add_titled(stage, "The Copper Kettle", "The Old Mill")
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert options(message) == {
        "#2 The Old Mill": "jig · D major",
        "#1 The Copper Kettle": "jig · D major",
    }
    opened = (await stage.bob.select(message, ["1"])).response
    assert opened.embeds[0].title == "#1 · The Copper Kettle"
    assert labels(opened) == TUNE_LABELS


async def test_the_menu_opens_after_a_restart(stage: Stage) -> None:
    await add_tunes(stage, 1)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0)
    )
    assert (await stage.ann.select(message, ["1"])).response.embeds


async def test_a_tune_that_was_deleted_meanwhile_does_not_open(stage: Stage) -> None:
    await add_tunes(stage, 2)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await stage.history.delete(1)
    result = await stage.ann.select(message, ["1"])
    assert result.ephemeral
    assert result.response.content.startswith("There is no tune #1 here")


async def test_only_users_who_may_see_a_tune_can_open_it(stage: Stage) -> None:
    await add_tunes(stage, 1, guild=99)
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert (await stage.bob.select(message, ["1"])).response.content.startswith("There is no tune #1 here")


async def test_a_page_without_tunes_left_shows_the_newest(stage: Stage) -> None:
    await add_tunes(stage, 12)
    message = (await stage.ann.slash(stage.channel, "history")).response
    for number in (1, 2):
        await stage.history.delete(number)
    await stage.ann.click(message, label="▶")
    assert numbers(message) == list(range(12, 2, -1))


async def test_a_long_title_fits_into_the_menu(stage: Stage) -> None:
    await add_titled(stage, "x" * 300)
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert max(len(label) for label in options(message)) == 100
