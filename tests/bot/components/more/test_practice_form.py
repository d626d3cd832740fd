"""More, Practice: the form and what comes of it, in the real bot."""

from __future__ import annotations

from typing import Any

import pytest

from bot.requests.practice_form import suggested
from generator.practice import read_practice
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import labels, names, pick, prefilled


async def opened(stage: Stage, **wishes: Any) -> Any:
    """The form that Bob opened for a tune of Ann's."""
    message = (await stage.compose(**wishes)).response
    return await pick(stage.bob, message, "more", "practice")


async def sent(stage: Stage, shown: Any, **changes: str) -> Any:
    return await stage.bob.submit_modal(shown, prefilled(shown) | changes)


async def test_the_form_is_filled_in_with_what_suits_most(stage: Stage) -> None:
    shown = prefilled(await opened(stage))
    assert shown == suggested(("A", "B")) or shown == suggested(())


async def test_the_answer_is_a_recording_for_the_user_who_asked(stage: Stage) -> None:
    result = await sent(
        stage, await opened(stage, backing="guitar"),
        section="A", loops="4", tempo="60-100 %", beat="count-in, click", heard="split",
    )  # fmt: skip
    (own,) = result.followups
    assert own.ephemeral
    assert names(own) == ["lilt-1-the-fake-jig-practice-part-a-x4-60-to-100-split.mp3"]
    assert own.content.startswith("Part A, four times, from 60 to 100 % of its tempo (")
    assert labels(own) == ["Post here"]
    assert stage.engine.last.formats == {"mp3"}
    work = stage.engine.last.work
    assert isinstance(work, Tune)
    assert work.request.practice == read_practice("A x4, 60-100 %, click, split")
    assert work.request.backing == "guitar"


@pytest.mark.parametrize("heard", ["melody and backing", "melody", "split"])
async def test_a_practice_is_posted_for_everyone_as_it_was(stage: Stage, heard: str) -> None:
    texts = {"section": "A", "loops": "12", "tempo": "60-100 %, in steps of 10", "beat": "click"}
    result = await sent(stage, await opened(stage, backing="guitar"), **texts, heard=heard)
    (own,) = result.followups
    files, text = names(own), own.content
    await stage.restart()
    (posted,) = (await stage.bob.click(own, label="Post here")).followups
    assert (names(posted), posted.ephemeral) == (files, False)
    assert posted.content.endswith(text)


async def test_a_practice_is_not_kept(stage: Stage) -> None:
    await sent(stage, await opened(stage), section="")
    assert await stage.history.get(2) is None
    assert (await stage.entry()).tune.request.practice is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"section": "Z"}, "section: Z is not possible; this tune has "),
        ({"loops": "many"}, "practice: many is not possible; it may say a part or bars, how often,"),
        ({"tempo": "100-60"}, "percent: 100-60 is not possible; the slower tempo comes first."),
        ({"heard": "drums"}, "heard: drums is not possible; it may be melody and backing,"),
        (
            {"section": "", "loops": "40", "tempo": "60-100 by 1"},
            "loops: 40 is not possible; from 60 to 100 %",
        ),
    ],
)
async def test_a_wrong_field_is_one_sentence_and_the_form_can_be_opened_again(
    stage: Stage, changes: dict[str, str], sentence: str
) -> None:
    shown = await opened(stage)
    result = await sent(stage, shown, **changes)
    assert result.ephemeral
    assert result.response.content.startswith(sentence)
    assert labels(result.response) == ["Change it"]
    again = await stage.bob.click(result.response, label="Change it")
    assert prefilled(again) == prefilled(shown) | changes
    answer = await sent(stage, again, section="A", loops="2", tempo="100 %", heard="backing")
    assert names(answer.followups[0]) == ["lilt-1-the-fake-jig-practice-part-a-x2-backing.mp3"]


async def test_the_form_and_its_button_work_after_a_restart(stage: Stage) -> None:
    shown = await opened(stage)
    await stage.restart()
    result = await sent(stage, shown, loops="0")
    await stage.restart()
    again = await stage.bob.click(result.response, label="Change it")
    assert names((await sent(stage, again, loops="2")).followups[0])


async def test_the_form_of_a_tune_that_was_deleted_says_so(stage: Stage) -> None:
    shown = await opened(stage)
    await stage.history.delete(1)
    result = await sent(stage, shown)
    assert result.response.content.startswith("There is no tune #1 here")
