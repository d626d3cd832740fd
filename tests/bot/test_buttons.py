"""Another and ABC & MIDI."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.app import Lilt
from generator.errors import QueueFull
from generator.tune import DARING, ComposeRequest, Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, names


async def test_another_asks_the_same_with_a_new_seed(stage: Stage) -> None:
    message = (await stage.compose(key="D", seed=7)).response
    await stage.bob.click(message, label="Another")
    assert stage.engine.asked[:2] == [ComposeRequest(key="D", seed=7), ComposeRequest(key="D")]


async def test_another_keeps_every_wish(stage: Stage) -> None:
    wishes = {
        "type": "jig", "key": "D", "mode": "dor", "meter": "6/8", "parts": "AABB", "bars": 8,
        "opening": "A|dfd AFA|", "instrument": "harp", "tempo": 90,
    }  # fmt: skip
    message = (await stage.compose(**wishes, daring="tame", seed=7)).response
    await stage.bob.click(message, label="Another")
    temperature, top_p = DARING["tame"]
    same = ComposeRequest.from_json({**wishes, "temperature": temperature, "top_p": top_p})
    assert stage.engine.asked[:2] == [replace(same, seed=7), same]


async def test_a_tune_whose_name_is_taken_is_rendered_under_its_new_one(stage: Stage) -> None:
    message = (await stage.compose(seed=7)).response
    other = (await stage.bob.click(message, label="Another")).response
    assert other.embeds[0].title == "#2 · The Fake Jig No. 2"
    shown = stage.engine.last.work
    assert isinstance(shown, Tune)
    assert "T:The Fake Jig No. 2\n" in shown.abc
    assert await other.attachments[0].read() == f"mp3 of {shown.id}".encode()


async def test_another_is_a_new_message_of_whoever_pressed(stage: Stage) -> None:
    message = (await stage.compose()).response
    other = (await stage.bob.click(message, label="Another")).response
    assert other.id != message.id
    assert other.embeds[0].title == "#2 · The Fake Jig"
    assert other.embeds[0].footer.text == "Asked for by bob · model tiny"
    assert message.embeds[0].title == "#1 · The Fake Jig"


async def test_abc_and_midi_are_handed_to_whoever_pressed_only(stage: Stage) -> None:
    message = (await stage.compose()).response
    result = await stage.bob.click(message, label="ABC & MIDI")
    assert result.ephemeral
    assert names(result.response) == ["lilt-1-the-fake-jig.abc", "lilt-1-the-fake-jig.mid"]
    assert result.response.content == ""
    assert b"T:The Fake Jig" in await result.response.attachments[0].read()


async def test_abc_and_midi_render_the_tune_that_is_shown(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.bob.click(message, label="ABC & MIDI")
    assert isinstance(stage.engine.last.work, Tune)
    assert stage.engine.last.formats == {"abc", "mid"}


async def test_a_menu_offers_the_tunes_parts_its_endings_and_bars(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=8)).response
    menu = message.components[1]["components"][0]
    assert [option["label"] for option in menu["options"]] == [
        "Part A",
        "Part B",
        "The endings",
        "Bars 1 to 4",
    ]


@pytest.mark.parametrize("change", ["B", "ending", "1-4"])
async def test_a_variation_is_asked_for_as_the_tune_was_played(stage: Stage, change: str) -> None:
    message = (await stage.compose(parts="AABB", bars=8, instrument="harp", tempo=90, daring="wild")).response
    shown = (await stage.history.get(1)).tune  # type: ignore[union-attr]
    stage.engine.title = "The Other Jig"
    varied = (await stage.bob.select(message, [change])).response
    temperature, top_p = DARING["wild"]
    assert stage.engine.last.work == ComposeRequest(
        source=shown.abc, change=change, instrument="harp", tempo=90, temperature=temperature, top_p=top_p
    )
    assert varied.embeds[0].title == "#2 · The Other Jig"
    assert varied.embeds[0].footer.text == "Asked for by bob · model tiny"


async def test_the_same_beginning_is_asked_for_in_the_tunes_key(stage: Stage) -> None:
    message = (await stage.compose(type="jig", instrument="flute")).response
    stage.engine.title = "The Other Jig"
    await stage.bob.click(message, label="Same beginning")
    assert stage.engine.last.work == ComposeRequest(
        opening="DFA|", key="D", mode="maj", meter="6/8", type="jig", instrument="flute", tempo=112
    )


async def test_another_variation_changes_the_same_place(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=8, seed=3)).response
    stage.engine.title = "The Other Jig"
    varied = (await stage.bob.select(message, ["B"])).response
    stage.engine.title = "The Third Jig"
    first = stage.engine.last.work
    await stage.bob.click(varied, label="Another")
    assert stage.engine.last.work == first


async def test_the_buttons_work_after_a_restart(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, pause=0)
    )
    another = await stage.bob.click(message, label="Another")
    varied = await stage.bob.select(message, ["ending"])
    begun = await stage.bob.click(message, label="Same beginning")
    sources = await stage.bob.click(message, label="ABC & MIDI")
    assert [len(result.response.attachments) for result in (varied, begun)] == [2, 2]
    assert another.response.embeds[0].title == "#2 · The Fake Jig"
    assert len(sources.response.attachments) == 2


@pytest.mark.parametrize("label", ["Another", "Same beginning", "ABC & MIDI"])
async def test_a_buttons_errors_are_told(stage: Stage, label: str) -> None:
    message = (await stage.compose()).response
    stage.engine.refuse = QueueFull(100)
    result = await stage.bob.click(message, label=label)
    assert [told.content for told in result.followups] == [str(stage.engine.refuse)]
    assert result.followups[0].ephemeral


async def test_a_buttons_unexpected_error_shows_a_reference(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    message = (await stage.compose()).response
    stage.engine.crash = RuntimeError("secret")
    with caplog.at_level(logging.ERROR, logger="bot"):
        result = await stage.bob.click(message, label="Another")
    assert result.followups[0].content.startswith("Something went wrong on my side (reference ")
    assert "secret" in caplog.text
