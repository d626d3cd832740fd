"""/render: a tune in ABC, from a form or a file, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Lilt
from bot.history import BY_HAND
from generator.notation.reading.reader import read_abc
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.commands.pasting import ABC, attach, paste
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, TUNE_LABELS, FakeLibrary, labels, names, pick

pytestmark = pytest.mark.usefixtures("its_files_are_discords")


async def test_the_answer_has_the_recording_and_the_score_of_a_pasted_tune(stage: Stage) -> None:
    message = (await paste(stage, ABC)).response
    assert message.embeds[0].title == r"#1 · Ann's Jig"
    assert names(message) == ["lilt-1-ann-s-jig.mp3", "lilt-1-ann-s-jig.png"]
    assert labels(message) == TUNE_LABELS


async def test_accents_of_a_title_are_folded_in_the_names_of_files(stage: Stage) -> None:
    message = (await paste(stage, ABC.replace("T:Ann's Jig", "T:\u00c9amonn an Chnoic"))).response
    assert names(message)[0] == "lilt-1-eamonn-an-chnoic.mp3"


async def test_the_engine_renders_the_notes_as_they_were_written(stage: Stage) -> None:
    await paste(stage, ABC)
    work = stage.engine.last.work
    assert isinstance(work, Tune)
    assert (work.abc, work.title, work.model) == (ABC.rstrip("\n"), "Ann's Jig", BY_HAND)


async def test_an_attached_tune_is_the_same_as_a_pasted_one(stage: Stage) -> None:
    await attach(stage, b"\xef\xbb\xbf" + ABC.encode())
    await paste(stage, ABC)
    first, second = stage.engine.asked[:2]
    assert first == second


async def test_another_composes_a_tune_with_the_same_facts(stage: Stage) -> None:
    message = (await paste(stage, ABC.replace("K:D", "K:Ddor"))).response
    await stage.bob.click(message, label="Another")
    assert stage.engine.last.work == ComposeRequest(type="jig", key="D", mode="dor", meter="6/8")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
async def test_a_file_may_have_an_old_encoding(stage: Stage, encoding: str) -> None:
    await attach(stage, ABC.replace("T:", "T:Caf\u00e9 ").encode(encoding))
    assert "T:Caf\u00e9 " in stage.engine.last.work.abc  # type: ignore[union-attr]


async def test_an_open_form_can_be_sent_after_a_restart(stage: Stage) -> None:
    shown = await stage.ann.slash(stage.channel, "render", instrument="harp")
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0)
    )
    message = (await stage.ann.submit_modal(shown, {"abc": ABC})).response
    assert message.embeds[0].title == "#1 · Ann's Jig"
    assert stage.engine.last.work.request.instrument == "harp"  # type: ignore[union-attr]


async def test_the_command_works_in_direct_messages(stage: Stage) -> None:
    shown = await stage.ann.user.slash("render")
    assert (await stage.ann.user.submit_modal(shown, {"abc": ABC})).response.embeds


async def test_a_tune_without_a_name_gets_one(stage: Stage) -> None:
    await paste(stage, ABC.replace("T:Ann's Jig\n", ""))
    work: Any = stage.engine.last.work
    assert work.title
    assert f"X:1\nT:{work.title}\n" in work.abc


async def test_facts_that_are_not_possible_in_a_request_are_left_out(stage: Stage) -> None:
    await paste(stage, ABC.replace("R:jig", "R:<b>!").replace("6/8", "6/8"))
    kept = await stage.history.get(1)
    assert kept is not None
    assert kept.asked.type is None


async def test_a_percent_sign_in_a_title_is_no_comment(stage: Stage) -> None:
    await paste(stage, ABC.replace("Ann's Jig", r"50\% Jig"))
    await paste(stage, ABC.replace("Ann's Jig", r"50\% Jig").replace("gfe", "gfg"))
    assert [read_abc(one.abc).title for one in stage.engine.rendered] == ["50% Jig", "50% Jig No. 2"]


async def test_the_same_tune_again_keeps_its_name(stage: Stage) -> None:
    first, again = (await paste(stage, ABC)).response, (await paste(stage, ABC)).response
    assert [one.embeds[0].title for one in (first, again)] == ["#1 · Ann's Jig", "#2 · Ann's Jig"]


async def test_control_characters_are_removed(stage: Stage) -> None:
    await attach(stage, ABC.replace("T:Ann's", "T:\x00Ann's\x1b").encode())
    work: Any = stage.engine.last.work
    assert work.title == "Ann's Jig"


async def test_only_the_first_tune_of_a_book_is_rendered(stage: Stage) -> None:
    await attach(stage, f"{ABC}\nX:2\nT:Other\nK:D\ndfa|\n".encode())
    work: Any = stage.engine.last.work
    assert work.title == "Ann's Jig"
    assert "Other" not in work.abc


async def test_a_written_tune_is_the_parent_of_its_variation(stage: Stage) -> None:
    message = (await paste(stage, ABC)).response
    await pick(stage.bob, message, "vary", "ending")
    work = stage.engine.asked[1]
    assert isinstance(work, ComposeRequest)
    assert (work.source, work.change) == (ABC.rstrip("\n"), "ending")
    child = await stage.history.get(2)
    assert child is not None
    assert child.parent == 1


async def test_a_written_tune_names_no_model(stage: Stage) -> None:
    message = (await paste(stage, ABC)).response
    assert message.embeds[0].footer.text == "Asked for by ann · not composed by Lilt"
    told = (await pick(stage.bob, message, "more", "making")).response.embeds[0]
    assert told.description.splitlines() == [
        "Lilt did not compose this tune: ann sent it.",
        "Players: fiddle and guitar, played twice, 112 beats per minute.",
    ]
