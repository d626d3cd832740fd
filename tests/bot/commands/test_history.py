"""/history, /top and /tune."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.errors import UserQueueFull
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, add_tune, asker, labels, names, tune
from tests.bot.listings import add_titled, add_tunes, numbers


async def test_a_line_has_number_title_type_key_time_and_user(stage: Stage) -> None:
    await add_tunes(stage, 1)
    message = (await stage.ann.slash(stage.channel, "history", whose="server")).response
    line = f"**#1** The Fake Jig · jig · D major · <t:1700000000:R> · <@{stage.ann.id}> · not shown yet"
    assert message.embeds[0].description == line


async def test_a_line_of_the_users_own_tunes_names_no_user(stage: Stage) -> None:
    await add_tunes(stage, 1)
    message = (await stage.ann.slash(stage.channel, "history")).response
    line = "**#1** The Fake Jig · jig · D major · <t:1700000000:R> · not shown yet"
    assert message.embeds[0].description == line


async def test_an_empty_history_names_the_first_command(stage: Stage) -> None:
    message = (await stage.ann.slash(stage.channel, "history")).response
    assert "`/compose`" in message.embeds[0].description
    assert labels(message) == []


async def test_mine_lists_the_users_tunes_from_everywhere(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await add_tunes(stage, 1, stage.bob)
    await add_tunes(stage, 1, guild=99)
    message = (await stage.ann.slash(stage.channel, "history", whose="mine")).response
    assert numbers(message) == [3, 1]


async def test_server_lists_all_tunes_of_the_server(stage: Stage) -> None:
    await add_tunes(stage, 1)
    await add_tunes(stage, 1, stage.bob)
    await add_tunes(stage, 1, guild=99)
    message = (await stage.ann.slash(stage.channel, "history", whose="server")).response
    assert numbers(message) == [2, 1]


async def test_in_direct_messages_only_the_users_own_tunes_are_listed(stage: Stage) -> None:
    result = await stage.ann.user.slash("history", whose="server")
    assert result.ephemeral
    assert result.response.content == "This is not a server; choose your own tunes instead."
    assert stage.refusals == ["NotHere"]


async def test_a_shown_tune_is_rendered_from_its_stored_notes(stage: Stage) -> None:
    await add_tunes(stage, 1)
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    assert message.embeds[0].title == "#1 · The Fake Jig"
    assert message.embeds[0].footer.text == "Asked for by ann"
    assert names(message) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert labels(message) == TUNE_LABELS
    assert isinstance(stage.engine.last.work, Tune)
    assert await stage.history.get(2) is None


async def test_the_author_can_show_a_tune_anywhere(stage: Stage) -> None:
    await add_tunes(stage, 1, guild=99)
    assert (await stage.ann.user.slash("tune", number=1)).response.embeds


@pytest.mark.parametrize("number", [1, 2, 2**53 - 1])
async def test_a_tune_of_another_server_is_not_found(stage: Stage, number: int) -> None:
    await add_tunes(stage, 1, guild=99)
    result = await stage.bob.slash(stage.channel, "tune", number=number)
    assert result.ephemeral
    assert result.response.content.startswith(f"There is no tune #{number} here")
    assert stage.refusals == ["TuneNotFound"]


async def test_a_tune_from_direct_messages_is_not_found_by_others(stage: Stage) -> None:
    whose = asker(stage.ann, None)
    await add_tune(stage.history, whose, ComposeRequest(), tune(ComposeRequest()))
    result = await stage.bob.user.slash("tune", number=1)
    assert result.response.content.startswith("There is no tune #1 here")
    assert stage.refusals == ["TuneNotFound"]


async def test_showing_a_tune_again_waits_in_the_same_queue(stage: Stage) -> None:
    await add_tunes(stage, 1)
    stage.engine.refuse = UserQueueFull(3)
    result = await stage.ann.slash(stage.channel, "tune", number=1)
    assert (result.response.content, result.ephemeral) == (str(stage.engine.refuse), True)
    assert stage.refusals == ["UserQueueFull"]


@pytest.mark.parametrize(
    ("search", "found"),
    [("kettle", [3, 1]), ("REEL", [2]), ("jig", [3, 1]), ("50%", [3]), ("_", []), ("\\", []), ("' OR 1", [])],
)
async def test_a_search_finds_parts_of_titles_and_types(stage: Stage, search: str, found: list[int]) -> None:
    await add_titled(stage, "The Copper Kettle")
    await add_titled(stage, "The Old Mill", kind="reel")
    await add_titled(stage, "Kettle at 50% Off")
    message = (await stage.ann.slash(stage.channel, "history", search=search)).response
    assert numbers(message) == found


async def test_a_search_without_results_says_so(stage: Stage) -> None:
    await add_tunes(stage, 1)
    message = (await stage.ann.slash(stage.channel, "history", search="**x**")).response
    assert message.embeds[0].title == r"Your tunes with “\*\*x\*\*”"
    assert message.embeds[0].description.startswith("No tunes were found")
    assert labels(message) == []


async def test_saved_lists_the_tunes_that_the_user_saved_from_everywhere(stage: Stage) -> None:
    await add_tunes(stage, 3)
    await add_tunes(stage, 1, guild=99)
    for number, who in ((1, stage.bob), (4, stage.bob), (2, stage.ann)):
        await stage.history.save(who.id, number)
    message = (await stage.bob.slash(stage.channel, "history", whose="saved")).response
    assert numbers(message) == [4, 1]


async def test_an_empty_list_of_saved_tunes_says_how_to_save(stage: Stage) -> None:
    message = (await stage.ann.slash(stage.channel, "history", whose="saved")).response
    assert "♥" in message.embeds[0].description


async def test_a_saved_tune_can_be_shown_anywhere(stage: Stage) -> None:
    await add_tunes(stage, 1, guild=99)
    await stage.history.save(stage.bob.id, 1)
    assert (await stage.bob.slash(stage.channel, "tune", number=1)).response.embeds


async def test_top_lists_the_most_saved_tunes_of_the_server(stage: Stage) -> None:
    await add_tunes(stage, 3)
    await add_tunes(stage, 1, guild=99)
    for user, number in ((1, 2), (2, 2), (3, 1), (1, 4), (2, 4), (3, 4)):
        await stage.history.save(user, number)
    message = (await stage.bob.slash(stage.channel, "top")).response
    assert message.embeds[0].description.splitlines() == [
        f"♥ 2 · **#2** The Fake Jig · jig · D major · <@{stage.ann.id}>",
        f"♥ 1 · **#1** The Fake Jig · jig · D major · <@{stage.ann.id}>",
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


async def test_a_tune_that_cannot_be_read_any_more_is_shown_with_its_instrument(stage: Stage) -> None:
    request = ComposeRequest(instrument="harp", backing="band")
    await add_tune(stage.history, asker(stage.ann, stage.guild), request, replace(tune(request), abc="?"))
    (embed,) = (await stage.ann.slash(stage.channel, "tune", number=1)).response.embeds
    assert embed.description.endswith(" · harp")


async def test_a_tune_from_before_there_was_a_backing_can_be_played(stage: Stage) -> None:
    old = tune(ComposeRequest()).to_json()
    assert "backing" not in old["request"]
    await add_tune(stage.history, asker(stage.ann, stage.guild), ComposeRequest(), Tune.from_json(old))
    (embed,) = (await stage.ann.slash(stage.channel, "tune", number=1)).response.embeds
    assert " · fiddle" in embed.description
