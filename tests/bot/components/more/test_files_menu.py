"""More, Files: the menu of a tune's files and the link to ABC Tools, in the real bot."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from bot.components.more.files_menu import FILES, LONGEST_OF_BUTTON, LONGEST_OF_TEXT
from generator.arrangement.harmony import with_chords
from generator.notation.writing.abc_tools import abc_tools_link, tune_of_link
from generator.render.abc import render_abc
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, labels, names, pick, tune


async def offered(stage: Stage) -> Any:
    """What Bob is shown who chooses Files under a tune of Ann's."""
    return await pick(stage.bob, (await stage.compose()).response, "more", "files")


def buttons(message: Any) -> dict[str, str]:
    """The links that a message has, by the labels of their buttons."""
    parts = [one for row in message.components for one in row["components"]]
    return {one["label"]: one["url"] for one in parts if "url" in one}


def options(message: Any) -> list[str]:
    return [one["value"] for one in message.components[0]["components"][0]["options"]]


async def test_files_are_a_menu_for_the_user_who_asked(stage: Stage) -> None:
    result = await offered(stage)
    assert result.ephemeral
    assert options(result.response) == list(FILES)
    assert labels(result.response) == ["Which file?", "Open in ABC Tools"]


@pytest.mark.parametrize(
    ("choice", "name", "formats", "change"),
    [
        ("abc", "lilt-1-the-fake-jig.abc", {"abc"}, {}),
        ("mid", "lilt-1-the-fake-jig.mid", {"mid"}, {}),
        ("wav", "lilt-1-the-fake-jig.wav", {"wav"}, {}),
        ("musicxml", "lilt-1-the-fake-jig.musicxml", {"musicxml"}, {}),
        ("pdf-a4", "lilt-1-the-fake-jig-a4.pdf", {"pdf"}, {"paper": "a4"}),
        ("pdf-letter", "lilt-1-the-fake-jig-letter.pdf", {"pdf"}, {"paper": "letter"}),
        (
            "mid-plain",
            "lilt-1-the-fake-jig-plain.mid",
            {"mid"},
            {"plain": True, "backing": None, "times": None},
        ),
    ],
)
async def test_only_the_user_who_asked_sees_a_file(
    stage: Stage, choice: str, name: str, formats: set[str], change: dict[str, Any]
) -> None:
    result = await pick(stage.bob, (await offered(stage)).response, "files", choice)
    assert result.ephemeral
    assert names(result.response) == [name]
    assert labels(result.response) == ["Post here"]
    assert stage.engine.last.formats == formats
    shown = (await stage.entry()).tune
    assert stage.engine.last.work == replace(shown, request=replace(shown.request, **change))


async def test_the_abc_file_has_the_abc_of_the_tune(stage: Stage) -> None:
    result = await pick(stage.bob, (await offered(stage)).response, "files", "abc")
    assert b"T:The Fake Jig" in await result.response.attachments[0].read()


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("pdf-a4", "Making the PDF…"),
        ("pdf-letter", "Making the PDF…"),
        ("abc", "Writing the ABC…"),
        ("musicxml", "Writing the MusicXML…"),
        ("mid", "Writing the MIDI file…"),
        ("mid-plain", "Writing the MIDI file…"),
        ("wav", "Recording…"),
    ],
)
async def test_while_it_is_made_the_answer_says_what_is_being_done(
    stage: Stage, choice: str, said: str
) -> None:
    message = (await offered(stage)).response
    stage.engine.hold, stage.engine.held = stage.env, "rendering"
    result = await pick(stage.bob, message, "files", choice)
    assert result.response.content == said
    stage.engine.go_on.set()
    await stage.env.settle()
    assert names(result.response)[0].startswith("lilt-1-the-fake-jig")


WRITTEN = "X:1\nT:The Fake Jig\nR:jig\nM:6/8\nL:1/8\nK:Dmaj\nDFA dAF|GBd dBG|ABc efg|d3 D3|]\n"


@pytest.mark.parametrize("written", [WRITTEN, WRITTEN.rstrip("\n")])
@pytest.mark.parametrize("chords", [True, False])
async def test_the_link_and_the_pdf_hold_what_the_abc_file_holds(
    stage: Stage, chords: bool, written: str
) -> None:
    message, made = await shown_for(stage, written, chords=chords)
    playing = made.request.playing
    assert playing.chords is chords
    files = render_abc(made.abc, playing, formats=frozenset({"abc", "pdf"})).files
    abc = files["abc"].decode()
    assert (('"D"' in abc), abc[-1]) == (chords, "\n")
    assert tune_of_link(buttons(message)["Open in ABC Tools"]) == abc
    annotations = PdfReader(io.BytesIO(files["pdf"])).pages[0].annotations
    assert annotations is not None
    assert [tune_of_link(one.get_object()["/A"]["/URI"]) for one in annotations] == [abc]


async def shown_for(stage: Stage, abc: str, **options: Any) -> tuple[Any, Tune]:
    """What is offered for a tune with this ABC."""
    request = ComposeRequest(**options)
    composed = replace(tune(request), abc=abc)
    await add_tune(stage.history, asker(stage.ann, stage.guild), request, composed)
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    return (await pick(stage.bob, message, "more", "files")).response, (await stage.entry()).tune


def long_tune(notes: int) -> str:
    """A tune that cannot be packed well."""
    draw = random.Random(notes)  # noqa: S311 - not for secrets
    words = (f"{draw.choice('ABCDEFGabcdefg')}{draw.randint(1, 4)}" for _ in range(notes))
    return "X:1\nT:Long\nM:4/4\nL:1/8\nK:D\n" + " ".join(words) + "|]\n"


async def test_a_link_that_is_too_long_for_a_button_stands_in_the_message(stage: Stage) -> None:
    message, made = await shown_for(stage, long_tune(400))
    link = abc_tools_link(with_chords(made.abc, chords=True), made.title)
    assert LONGEST_OF_BUTTON < len(link) <= LONGEST_OF_TEXT
    assert (message.content, buttons(message)) == (f"[Open in ABC Tools](<{link}>)", {})


async def test_a_link_that_is_too_long_for_a_message_is_in_the_pdf_only(stage: Stage) -> None:
    message, made = await shown_for(stage, long_tune(1800))
    assert len(abc_tools_link(made.abc, made.title)) > LONGEST_OF_TEXT
    assert message.content == "This tune is too long for a link to ABC Tools in a message; its PDF has one."
    assert labels(message) == ["Which file?"]


async def test_the_menu_works_after_a_restart(stage: Stage) -> None:
    message = (await offered(stage)).response
    await stage.restart()
    assert names((await pick(stage.bob, message, "files", "wav")).response) == ["lilt-1-the-fake-jig.wav"]


async def test_the_menu_of_a_tune_that_was_deleted_says_so(stage: Stage) -> None:
    message = (await offered(stage)).response
    await stage.history.delete(1)
    result = await pick(stage.bob, message, "files", "abc")
    assert result.response.content.startswith("There is no tune #1 here")


@pytest.mark.parametrize("choice", ["abc", "mid", "mid-plain", "wav"])
async def test_menus_that_have_the_files_themselves_still_work(
    stage: Stage, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages keep the menus that they were sent with."""
    message = (await stage.compose()).response
    monkeypatch.setattr("bot.components.more.more_menu.selected", lambda *_: choice)
    result = await pick(stage.bob, message, "more", "making")
    assert names(result.response)[0].startswith("lilt-1-the-fake-jig")
    assert stage.engine.last.formats == {choice.partition("-")[0]}
