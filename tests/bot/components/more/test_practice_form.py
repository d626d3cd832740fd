"""More, Practice: the form and what comes of it, in the real bot."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.requests.practice_form import suggested
from generator.practice_text import read_practice
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, labels, names, pick, prefilled, tune


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
    assert names(own) == ["lilt-1-the-fake-jig-practice-part-a-x4-60-to-100-count-in-click-split.mp3"]
    assert own.content.startswith("Part A, four times, from 60 to 100 % of the tune's tempo (")
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


async def test_two_practices_have_two_names_also_under_a_long_title(stage: Stage) -> None:
    stage.engine.title = "The Long and Winding Road from Ballyvourney to Kilfenora by the Sea"
    message = (await stage.compose(backing="guitar")).response
    files = []
    for beat in ("", "click", "count-in", "count-in, click"):
        for heard in ("melody and backing", "melody", "backing", "split"):
            texts = {"section": "A", "loops": "40", "tempo": "60-100 in steps of 10"}
            shown = await pick(stage.bob, message, "more", "practice")
            files += names((await sent(stage, shown, **texts, beat=beat, heard=heard)).followups[0])
    assert len(set(files)) == 16
    assert all(name.startswith("lilt-1-the-long-and-winding") and len(name) <= 100 for name in files)


async def test_a_practice_is_not_kept(stage: Stage) -> None:
    await sent(stage, await opened(stage), section="")
    assert await stage.history.get(2) is None
    assert (await stage.entry()).tune.request.practice is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"section": "Z"}, "Part or bars: Z is not possible; this tune has "),
        ({"loops": "many"}, "How often: many is not possible; it must be a whole number from 1 to 40."),
        ({"tempo": "100-60"}, "Tempo: 100-60 is not possible; the slower tempo comes first."),
        ({"section": "5-99"}, "Part or bars: 5-99 is not possible; this tune has "),
        ({"heard": "drums"}, "Who is heard: drums is not possible; it may be melody and backing,"),
        (
            {"section": "", "loops": "40", "tempo": "60-100 by 1"},
            "Tempo: 60-100 by 1 is not possible; from 60 to 100 % that would be 41 tempos, and the limit",
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
    assert names(answer.followups[0]) == ["lilt-1-the-fake-jig-practice-part-a-x2-count-in-click-backing.mp3"]


async def test_what_lasts_too_long_names_the_field(stage: Stage) -> None:
    request = ComposeRequest()
    long = replace(tune(request), abc="X:1\nT:Long\nM:4/4\nL:1/8\nK:D\n" + "DEFG ABcd|" * 32 + "\n")
    await add_tune(stage.history, asker(stage.ann, stage.guild), request, long)
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    shown = await pick(stage.bob, message, "more", "practice")
    result = await sent(stage, shown, section="", loops="40", tempo="100")
    said = r"How often: 40 is not possible; that would last .*; \d+ times would fit\."
    assert re.fullmatch(said, result.response.content)


async def test_a_tune_without_a_meter_is_practised_without_a_count_in(stage: Stage) -> None:
    request = ComposeRequest()
    free = replace(tune(request), abc="X:1\nT:Slow\nM:none\nL:1/8\nK:D\nD2FA d4|A2FD E4|D8|]\n")
    await add_tune(stage.history, asker(stage.ann, stage.guild), request, free)
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    shown = await pick(stage.bob, message, "more", "practice")
    (own,) = (await sent(stage, shown)).followups
    assert own.content.endswith("There is no count-in: these bars have no meter.")
    assert "count-in" not in names(own)[0]
    shown = await pick(stage.bob, message, "more", "practice")
    result = await sent(stage, shown, beat="count-in")
    sentence = "Count-in and click: count-in is not possible; these bars have no meter"
    assert result.response.content.startswith(sentence)


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
