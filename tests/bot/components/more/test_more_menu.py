"""The menu More: other renditions of a tune, how it was made; in the real bot."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest

from generator.request import ComposeRequest
from generator.tabs import TABS
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, names, pick, tune


async def picked(stage: Stage, value: str, **wishes: Any) -> Any:
    """The answer to Bob's choice from the menu under a tune of Ann's."""
    message = (await stage.compose(**wishes)).response
    return await pick(stage.bob, message, "more", value)


def rendered(stage: Stage) -> Tune:
    work = stage.engine.last.work
    assert isinstance(work, Tune)
    return work


async def test_a_tablature_of_the_menu_is_shown_to_the_user_who_chose_it(stage: Stage) -> None:
    asked = await picked(stage, "tab")
    assert asked.ephemeral
    options = [option["value"] for option in asked.response.components[0]["components"][0]["options"]]
    assert options == list(TABS)
    stage.engine.pages, stage.engine.notices = 2, ("Low C is left out.",)
    result = await pick(stage.bob, asked.response, "tab", "guitar DADGAD")
    assert result.ephemeral
    stem = "lilt-1-the-fake-jig-tab-guitar-dadgad"
    assert names(result.response) == [f"{stem}-1.png", f"{stem}-2.png"]
    alt_text = result.response.attachments[0].description
    assert alt_text.endswith(", tablature for guitar DADGAD, page 1 of 2")
    assert result.response.content == "With tablature for guitar DADGAD. Low C is left out."
    assert rendered(stage).request.tab == "guitar DADGAD"
    assert stage.engine.last.formats == {"png"}
    assert (await stage.history.get(1)).tune.request.tab is None  # type: ignore[union-attr]


async def test_while_a_tablature_is_drawn_the_answer_says_so(stage: Stage) -> None:
    asked = await picked(stage, "tab")
    stage.engine.hold, stage.engine.held = stage.env, "rendering"
    result = await pick(stage.bob, asked.response, "tab", "mandolin")
    assert result.response.content == "Drawing the sheet music…"
    stage.engine.go_on.set()
    await stage.env.settle()
    assert names(result.response) == ["lilt-1-the-fake-jig-tab-mandolin.png"]


@pytest.mark.parametrize(("percent", "tempo"), [(80, 90), (60, 67)])
async def test_slower_is_the_same_tune_at_another_tempo(stage: Stage, percent: int, tempo: int) -> None:
    result = await picked(stage, f"slower-{percent}")
    assert names(result.response) == [f"lilt-1-the-fake-jig-{percent}-percent.mp3"]
    assert result.response.content == f"At {percent} % of the tune's tempo: {tempo} beats per minute."
    shown = (await stage.history.get(1)).tune  # type: ignore[union-attr]
    assert rendered(stage) == replace(shown, request=replace(shown.request, tempo=tempo))


async def test_the_menu_of_instruments_leaves_out_the_current_one(stage: Stage) -> None:
    asked = await picked(stage, "instrument", instrument="harp", backing="guitar")
    assert asked.ephemeral
    options = [option["value"] for option in asked.response.components[0]["components"][0]["options"]]
    assert "fiddle" in options
    assert "harp" not in options
    result = await pick(stage.bob, asked.response, "instrument", "flute")
    assert (names(result.response), result.response.content) == (
        ["lilt-1-the-fake-jig-flute.mp3"],
        "On flute and guitar.",
    )
    assert rendered(stage).request.instrument == "flute"
    assert rendered(stage).request.backing == "guitar"


async def test_a_duet_can_be_the_other_instrument(stage: Stage) -> None:
    asked = await picked(stage, "instrument", backing="none")
    result = await pick(stage.bob, asked.response, "instrument", "flute and harp")
    assert names(result.response) == ["lilt-1-the-fake-jig-flute-and-harp.mp3"]
    assert result.response.content == "On flute and harp."


@pytest.mark.parametrize(
    ("value", "file", "sentence", "change"),
    [
        ("melody", "melody.mp3", "The melody alone, without a backing.", {"heard": "melody"}),
        ("backing", "backing.mp3", "The backing alone, to play along with: piano.", {"heard": "backing"}),
    ],
)
async def test_some_players_alone_are_a_file_that_says_what_it_is(
    stage: Stage, value: str, file: str, sentence: str, change: dict[str, Any]
) -> None:
    result = await picked(stage, value, backing="piano", times=3)
    assert result.ephemeral
    assert names(result.response) == [f"lilt-1-the-fake-jig-{file}"]
    assert result.response.content == sentence
    shown = (await stage.entry()).tune
    assert rendered(stage) == replace(shown, request=replace(shown.request, **change))


async def test_a_tune_without_a_backing_gets_one_to_play_along_with(stage: Stage) -> None:
    result = await picked(stage, "backing", backing="none")
    assert result.response.content.startswith("The backing alone, to play along with: ")
    assert rendered(stage).request.backing is None


async def test_the_menu_of_keys_has_the_keys_of_the_model(stage: Stage) -> None:
    asked = await picked(stage, "key")
    options = [option["value"] for option in asked.response.components[0]["components"][0]["options"]]
    assert options == ["Bb"]  # the tune is in D, and there is no G# major
    result = await pick(stage.bob, asked.response, "key", "Bb")
    assert names(result.response) == [
        "lilt-1-the-fake-jig-in-b-flat.mp3",
        "lilt-1-the-fake-jig-in-b-flat.png",
    ]
    assert result.response.content == "In Bb major."
    assert result.response.attachments[1].description.startswith("Sheet music of The Fake Jig: jig, Bb major")
    assert "K:Bb" in rendered(stage).abc


async def test_simpler_gives_a_recording_and_a_score(stage: Stage) -> None:
    ornate = replace(tune(ComposeRequest()), abc="X:1\nT:Ornate\nM:6/8\nL:1/8\nK:D\n(3DFA F2 A3|]\n")
    await add_tune(stage.history, asker(stage.ann, stage.guild), ComposeRequest(), ornate)
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    result = await pick(stage.bob, message, "more", "simpler")
    assert len(names(result.response)) == 2
    assert result.response.content == "Made easier: no tuplets."


async def test_simpler_that_changes_nothing_says_so(stage: Stage) -> None:
    result = await picked(stage, "simpler")
    assert (names(result.response), result.ephemeral) == ([], True)
    assert result.response.content.startswith("This tune is as simple as I can make it: ")
    assert len(stage.engine.jobs) == 1


async def test_the_menu_more_adds_no_tunes_to_the_history(stage: Stage) -> None:
    await picked(stage, "slower-60")
    assert await stage.history.get(2) is None


async def test_how_it_was_made_shows_a_command_that_makes_it_again(stage: Stage) -> None:
    result = await picked(stage, "making", type="jig", opening="A|dfd AFA|", seed=7)
    assert result.ephemeral
    text = result.response.embeds[0].description
    assert text.splitlines()[:6] == [
        "A jig in D major, 6/8.",
        "Players: fiddle and guitar, played twice, 112 beats per minute.",
        "It begins with A\\|dfd AFA\\|.",
        "Daring: usual; seed 7.",
        "The model tiny wrote it. It wrote four drafts; of these, the judge took the one that is most like a "
        "printed tune.",
        "The command that makes it again:",
    ]
    command = shlex.split(text.split("```sh\n")[1].split("\n```")[0])
    assert command[:4] == ["python", "-m", "generator", "compose"]
    assert command[command.index("--opening") + 1] == "A|dfd AFA|"
    assert command[-2:] == ["--model", "tiny"]


async def test_a_variations_source_is_attached_to_how_it_was_made(stage: Stage) -> None:
    request = ComposeRequest(source="X:1\nM:6/8\nK:D\nDFA|]\n", change="A")
    await add_tune(stage.history, asker(stage.ann, stage.guild), request, tune(request))
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    result = await pick(stage.bob, message, "more", "making")
    assert names(result.response) == ["source.abc"]
    assert "--source source.abc" in result.response.embeds[0].description
    assert await result.response.attachments[0].read() == request.source.encode()  # type: ignore[union-attr]


async def test_all_menus_work_after_a_restart(stage: Stage) -> None:
    message = (await stage.compose()).response
    asked = [await pick(stage.bob, message, "more", menu) for menu in ("instrument", "key")]
    await stage.restart()
    flute = await pick(stage.bob, asked[0].response, "instrument", "flute")
    flat = await pick(stage.bob, asked[1].response, "key", "Bb")
    slow = await pick(stage.bob, message, "more", "slower-80")
    assert [len(names(result.response)) for result in (flute, flat, slow)] == [1, 2, 1]


async def test_the_menus_of_a_tune_that_was_deleted_say_so(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.history.delete(1)
    for menu, value in (("vary", "ending"), ("more", "files"), ("more", "instrument")):
        result = await pick(stage.bob, message, menu, value)
        assert (
            result.response.content == "There is no tune #1 here; `/history` lists the tunes that there are."
        )
