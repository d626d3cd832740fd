"""/history, /top and /tune."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.app import Lilt
from bot.views.pagination import SEARCH_LENGTH, Turn
from generator.errors import UserQueueFull
from generator.tune import ComposeRequest, Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, TUNE_LABELS, asker, labels, names, tune


async def keep(stage: Stage, count: int, user: Any = None, guild: Any = None) -> None:
    """Add tunes to the history: of Ann and of this server by default."""
    for _ in range(count):
        request = ComposeRequest(key="D")
        whose = asker(user or stage.ann, guild or stage.guild)
        await stage.history.add(whose, request, tune(request))


def numbers(message: Any) -> list[int]:
    """The numbers of the tunes on a page."""
    lines = message.embeds[0].description.splitlines()
    return [int(line.split("**")[1]) for line in lines if line.startswith("**")]


async def test_a_line_has_number_title_type_key_time_and_user(stage: Stage) -> None:
    await keep(stage, 1)
    message = (await stage.ann.slash(stage.channel, "history")).response
    line = f"**1** The Fake Jig · jig · D major · <t:1700000000:R> · <@{stage.ann.id}> · not shown yet"
    assert message.embeds[0].description == line


async def test_an_empty_history_names_the_first_command(stage: Stage) -> None:
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert "`/compose`" in message.embeds[0].description
    assert labels(message) == []


async def test_mine_lists_the_users_tunes_from_everywhere(stage: Stage) -> None:
    await keep(stage, 1)
    await keep(stage, 1, stage.bob)
    await keep(stage, 1, guild=99)
    message = (await stage.ann.slash(stage.channel, "history", whose="mine")).response
    assert numbers(message) == [3, 1]


async def test_server_lists_all_tunes_of_the_server(stage: Stage) -> None:
    await keep(stage, 1)
    await keep(stage, 1, stage.bob)
    await keep(stage, 1, guild=99)
    message = (await stage.ann.slash(stage.channel, "history", whose="server")).response
    assert numbers(message) == [2, 1]


async def test_in_direct_messages_only_the_users_own_tunes_are_listed(stage: Stage) -> None:
    result = await stage.ann.user.slash("history", whose="server")
    assert result.ephemeral
    assert result.response.content == "This is not a server; choose your own tunes instead."
    assert stage.refusals == ["NotHere"]


async def test_pages_go_to_the_oldest_tune_and_back(stage: Stage) -> None:
    await keep(stage, 25)
    message = (await stage.ann.slash(stage.channel, "history")).response
    seen = [(numbers(message), labels(message))]
    for arrow in "▶▶◀◀":
        await stage.ann.click(message, label=arrow)
        seen.append((numbers(message), labels(message)))
    newest, middle, oldest = list(range(25, 15, -1)), list(range(15, 5, -1)), [5, 4, 3, 2, 1]
    assert [page for page, _ in seen] == [newest, middle, oldest, middle, newest]
    assert [arrows for _, (_, *arrows) in seen[:3]] == [["(◀)", "▶"], ["◀", "▶"], ["◀", "(▶)"]]


async def test_a_new_tune_does_not_shift_the_pages(stage: Stage) -> None:
    await keep(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await keep(stage, 3)
    await stage.ann.click(message, label="▶")
    assert numbers(message) == [5, 4, 3, 2, 1]


async def test_a_page_shows_its_position(stage: Stage) -> None:
    await keep(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await stage.ann.click(message, label="▶")
    assert message.embeds[0].footer.text == "11 to 15 of 15 · /tune plays one"


async def test_only_the_asker_turns_pages(stage: Stage) -> None:
    await keep(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history", whose="server")).response
    result = await stage.bob.click(message, label="▶")
    assert result.ephemeral
    assert result.response.content.startswith("Only the person who asked for this list")
    assert numbers(message)[0] == 15


@pytest.mark.parametrize("whose", ["mine", "server"])
async def test_pages_turn_after_a_restart(stage: Stage, whose: str) -> None:
    await keep(stage, 15)
    message = (await stage.ann.slash(stage.channel, "history", whose=whose)).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, pause=0)
    )
    await stage.ann.click(message, label="▶")
    assert numbers(message) == [5, 4, 3, 2, 1]


async def test_a_shown_tune_is_rendered_from_its_stored_notes(stage: Stage) -> None:
    await keep(stage, 1)
    message = (await stage.bob.slash(stage.channel, "tune", id=1)).response
    assert message.embeds[0].title == "#1 · The Fake Jig"
    assert message.embeds[0].footer.text == "Asked for by ann · model tiny"
    assert names(message) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert labels(message) == TUNE_LABELS
    assert isinstance(stage.engine.last.work, Tune)
    assert await stage.history.get(2) is None


async def test_the_author_can_show_a_tune_anywhere(stage: Stage) -> None:
    await keep(stage, 1, guild=99)
    assert (await stage.ann.user.slash("tune", id=1)).response.embeds


@pytest.mark.parametrize("number", [1, 2, 2**53 - 1])
async def test_a_tune_of_another_server_is_not_found(stage: Stage, number: int) -> None:
    await keep(stage, 1, guild=99)
    result = await stage.bob.slash(stage.channel, "tune", id=number)
    assert result.ephemeral
    assert result.response.content.startswith(f"There is no tune {number} here")
    assert stage.refusals == ["TuneNotFound"]


async def test_a_tune_from_direct_messages_is_not_found_by_others(stage: Stage) -> None:
    whose = asker(stage.ann, None)
    await stage.history.add(whose, ComposeRequest(), tune(ComposeRequest()))
    result = await stage.bob.user.slash("tune", id=1)
    assert result.response.content.startswith("There is no tune 1 here")
    assert stage.refusals == ["TuneNotFound"]


async def test_showing_a_tune_again_waits_in_the_same_queue(stage: Stage) -> None:
    await keep(stage, 1)
    stage.engine.refuse = UserQueueFull(3)
    result = await stage.ann.slash(stage.channel, "tune", id=1)
    assert (result.response.content, result.ephemeral) == (str(stage.engine.refuse), True)
    assert stage.refusals == ["UserQueueFull"]


def options(message: Any) -> dict[str, str | None]:
    """The options of the menu under a list, and its placeholder."""
    menu = message.components[0]["components"][0]
    return {one["label"]: one.get("description") for one in menu["options"]}


async def name(stage: Stage, *titles: str, kind: str = "jig", user: Any = None) -> None:
    """Add tunes with these titles to the history."""
    for title in titles:
        request = ComposeRequest(type=kind)
        await stage.history.add(asker(user or stage.ann, stage.guild), request, tune(request, title))


@pytest.mark.parametrize(
    ("search", "found"),
    [("kettle", [3, 1]), ("REEL", [2]), ("jig", [3, 1]), ("50%", [3]), ("_", []), ("\\", []), ("' OR 1", [])],
)
async def test_a_search_finds_parts_of_titles_and_types(stage: Stage, search: str, found: list[int]) -> None:
    await name(stage, "The Copper Kettle")
    await name(stage, "The Old Mill", kind="reel")
    await name(stage, "Kettle at 50% Off")
    message = (await stage.ann.slash(stage.channel, "history", search=search)).response
    assert numbers(message) == found


async def test_a_search_without_results_says_so(stage: Stage) -> None:
    await keep(stage, 1)
    message = (await stage.ann.slash(stage.channel, "history", search="**x**")).response
    assert message.embeds[0].title == r"Your tunes with “\*\*x\*\*”"
    assert message.embeds[0].description.startswith("No tunes were found")
    assert labels(message) == []


@pytest.mark.parametrize("search", ["kettle", "a:b:c", "é" * 30, "x" * 30])
async def test_a_search_continues_over_pages_and_restarts(stage: Stage, search: str) -> None:
    await name(stage, *(f"{search} {number}" for number in range(12)), "Another")
    message = (await stage.ann.slash(stage.channel, "history", whose="server", search=search)).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, pause=0)
    )
    await stage.ann.click(message, label="▶")
    assert numbers(message) == [2, 1]


def test_the_longest_custom_id_fits() -> None:
    turn = Turn("server", 2**63 - 1, "older", 10**18 - 1, "x" * SEARCH_LENGTH)
    assert len(turn.custom_id) <= 100


async def test_page_buttons_without_a_search_still_work(stage: Stage) -> None:
    await keep(stage, 12)
    message = (await stage.ann.slash(stage.channel, "history")).response
    (old,) = (one["custom_id"] for one in message.components[1]["components"] if one["label"] == "▶")
    match = re.fullmatch(Turn.PATTERN, old.removesuffix(":"))
    assert match is not None
    assert Turn.from_match(match) == Turn("mine", stage.ann.id, "older", 3)


async def test_saved_lists_the_tunes_that_the_user_saved_from_everywhere(stage: Stage) -> None:
    await keep(stage, 3)
    await keep(stage, 1, guild=99)
    for number, who in ((1, stage.bob), (4, stage.bob), (2, stage.ann)):
        await stage.history.save(who.id, number)
    message = (await stage.bob.slash(stage.channel, "history", whose="saved")).response
    assert numbers(message) == [4, 1]


async def test_an_empty_list_of_saved_tunes_says_how_to_save(stage: Stage) -> None:
    message = (await stage.ann.slash(stage.channel, "history", whose="saved")).response
    assert "♥" in message.embeds[0].description


async def test_a_menu_opens_a_tune_of_the_list(stage: Stage) -> None:
    await name(stage, "The Copper Kettle", "The Old Mill")
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert options(message) == {
        "#2 The Old Mill": "jig · D major",
        "#1 The Copper Kettle": "jig · D major",
    }
    opened = (await stage.bob.select(message, ["1"])).response
    assert opened.embeds[0].title == "#1 · The Copper Kettle"
    assert labels(opened) == TUNE_LABELS


async def test_the_menu_opens_after_a_restart(stage: Stage) -> None:
    await keep(stage, 1)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, pause=0)
    )
    assert (await stage.ann.select(message, ["1"])).response.embeds


async def test_a_tune_that_was_deleted_meanwhile_does_not_open(stage: Stage) -> None:
    await keep(stage, 2)
    message = (await stage.ann.slash(stage.channel, "history")).response
    await stage.history.delete(1)
    result = await stage.ann.select(message, ["1"])
    assert result.ephemeral
    assert result.response.content.startswith("There is no tune 1 here")


async def test_only_users_who_may_see_a_tune_can_open_it(stage: Stage) -> None:
    await keep(stage, 1, guild=99)
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert (await stage.bob.select(message, ["1"])).response.content.startswith("There is no tune 1 here")


async def test_a_saved_tune_can_be_shown_anywhere(stage: Stage) -> None:
    await keep(stage, 1, guild=99)
    await stage.history.save(stage.bob.id, 1)
    assert (await stage.bob.slash(stage.channel, "tune", id=1)).response.embeds


async def test_a_page_without_tunes_left_shows_the_newest(stage: Stage) -> None:
    await keep(stage, 12)
    message = (await stage.ann.slash(stage.channel, "history")).response
    for number in (1, 2):
        await stage.history.delete(number)
    await stage.ann.click(message, label="▶")
    assert numbers(message) == list(range(12, 2, -1))


async def test_a_long_title_fits_into_the_menu(stage: Stage) -> None:
    await name(stage, "x" * 300)
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert max(len(label) for label in options(message)) == 100


async def test_top_lists_the_most_saved_tunes_of_the_server(stage: Stage) -> None:
    await keep(stage, 3)
    await keep(stage, 1, guild=99)
    for user, number in ((1, 2), (2, 2), (3, 1), (1, 4), (2, 4), (3, 4)):
        await stage.history.save(user, number)
    message = (await stage.bob.slash(stage.channel, "top")).response
    assert message.embeds[0].description.splitlines() == [
        f"♥ 2 · **2** The Fake Jig · jig · D major · <@{stage.ann.id}>",
        f"♥ 1 · **1** The Fake Jig · jig · D major · <@{stage.ann.id}>",
    ]
    assert (await stage.bob.select(message, ["2"])).response.embeds[0].title == "#2 · The Fake Jig"


async def test_an_empty_top_list_says_how_to_save(stage: Stage) -> None:
    message = (await stage.bob.slash(stage.channel, "top")).response
    assert "Nobody has saved a tune here yet" in message.embeds[0].description
    assert labels(message) == []


async def test_top_is_refused_in_direct_messages(stage: Stage) -> None:
    result = await stage.ann.user.slash("top")
    assert result.ephemeral
    assert stage.refusals == ["NotHere"]


async def proposed(
    user: Any, stage: Stage, typed: str, command: str = "tune", option: str = "id"
) -> list[Any]:
    return [one["value"] for one in await user.autocomplete(stage.channel, command, option, typed)]


@pytest.mark.parametrize(("typed", "numbers"), [("", [3, 2, 1]), ("mill", [3, 2]), ("2", [2]), ("x", [])])
async def test_autocomplete_finds_tunes_by_number_and_title(
    stage: Stage, typed: str, numbers: list[int]
) -> None:
    await name(stage, "The Copper Kettle", "The Old Mill", "The New Mill")
    assert await proposed(stage.bob, stage, typed) == numbers


@pytest.mark.parametrize(
    ("command", "option"), [("family", "id"), ("set", "first"), ("set", "second"), ("set", "third")]
)
async def test_every_option_for_a_tune_number_has_autocomplete(
    stage: Stage, command: str, option: str
) -> None:
    await keep(stage, 1)
    assert await proposed(stage.bob, stage, "", command, option) == [1]


async def test_autocomplete_keeps_discords_limit_and_finds_an_old_tune_by_its_number(stage: Stage) -> None:
    await keep(stage, 40)
    assert await proposed(stage.bob, stage, "") == list(range(40, 15, -1))
    assert await proposed(stage.bob, stage, "1") == [1, *range(19, 15, -1)]


@pytest.mark.parametrize("typed", ["1", "9" * 15, "9" * 40, "²"])
async def test_autocomplete_does_not_propose_tunes_of_other_servers(stage: Stage, typed: str) -> None:
    await keep(stage, 1, guild=99)
    assert await proposed(stage.bob, stage, typed) == []


async def test_autocomplete_in_direct_messages_proposes_the_users_own_tunes(stage: Stage) -> None:
    await keep(stage, 1, guild=99)
    await keep(stage, 1, stage.bob)
    offered = await stage.ann.user.autocomplete("tune", "id", "")
    assert [(one["name"], one["value"]) for one in offered] == [("#1 The Fake Jig", 1)]
