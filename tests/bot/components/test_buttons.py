"""The button Another and the menu Vary; restarts and errors of all buttons and menus."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from bot.components.vary_menu import Vary
from generator.errors import QueueFull
from generator.request import DARING, ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, pick, pick_file, tune


async def test_another_asks_for_the_same_type_with_a_new_seed(stage: Stage) -> None:
    """Also where the type was drawn; all else that was left open is drawn again."""
    message = (await stage.compose(key="D", seed=7)).response
    await stage.bob.click(message, label="Another")
    assert stage.engine.asked[:2] == [ComposeRequest(key="D", seed=7), ComposeRequest(type="jig", key="D")]


async def test_another_draws_a_type_where_the_model_no_longer_knows_the_tunes(stage: Stage) -> None:
    old = replace(tune(ComposeRequest()), request=ComposeRequest(type="mazurka", key="D", seed=1))
    await add_tune(stage.history, asker(stage.ann, stage.guild), ComposeRequest(key="D"), old)
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    await stage.bob.click(message, label="Another")
    assert stage.engine.last.work == ComposeRequest(key="D")


async def test_another_keeps_every_option(stage: Stage) -> None:
    wishes = {
        "type": "jig", "key": "D", "mode": "dor", "meter": "6/8", "parts": "AABB", "bars": 8,
        "opening": "A|dfd AFA|", "instrument": "harp", "backing": "piano", "tempo": 90, "times": 3,
        "model": "second",
    }  # fmt: skip
    message = (await stage.compose(**wishes, daring="tame", seed=7)).response
    await stage.bob.click(message, label="Another")
    temperature, top_p = DARING["tame"]
    same = ComposeRequest.from_json({**wishes, "temperature": temperature, "top_p": top_p})
    assert stage.engine.asked[:2] == [replace(same, seed=7), same]


async def test_a_tune_whose_title_is_taken_is_rendered_under_its_new_title(stage: Stage) -> None:
    message = (await stage.compose(seed=7)).response
    other = (await stage.bob.click(message, label="Another")).response
    assert other.embeds[0].title == "#2 · The Fake Jig No. 2"
    shown = stage.engine.rendered[-1]
    assert "T:The Fake Jig No. 2\n" in shown.abc
    assert await other.attachments[0].read() == f"mp3 of {shown.id}".encode()


async def test_the_history_stores_the_parent_of_a_tune(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=8)).response
    for number, step in enumerate(("another", "part", "whole", "begin"), 2):
        stage.engine.title = f"Tune {number}"
        if step == "another":
            await stage.bob.click(message, label="Another")
        elif step == "begin":
            await pick(stage.bob, message, "more", "begin")
        else:
            await pick(stage.bob, message, "vary", {"part": "B", "whole": "whole"}[step])
        entry = await stage.history.get(number)
        assert entry is not None
        assert entry.parent == 1


async def test_how_it_was_made_names_the_parent(stage: Stage) -> None:
    message = (await stage.compose()).response
    other = (await stage.bob.click(message, label="Another")).response
    made = [await pick(stage.bob, one, "more", "making") for one in (message, other)]
    assert ["It grew out of #1." in one.response.embeds[0].description for one in made] == [False, True]


async def test_another_is_a_new_message_of_the_user_who_pressed(stage: Stage) -> None:
    message = (await stage.compose()).response
    other = (await stage.bob.click(message, label="Another")).response
    assert other.id != message.id
    assert other.embeds[0].title == "#2 · The Fake Jig"
    assert other.embeds[0].footer.text == "Asked for by bob"
    assert message.embeds[0].title == "#1 · The Fake Jig"


def offered(menu: Any) -> list[str]:
    return [option["label"] for option in menu["components"][0]["options"]]


async def test_a_menu_offers_the_tunes_parts_its_endings_and_every_four_bars(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=6)).response
    assert offered(message.components[1]) == [
        "The whole tune: same type, key and form",
        "Part A",
        "Part B",
        "The endings",
        "Bars 1 to 4",
        "Bars 5 to 8",
        "Bars 9 to 12",
    ]


async def test_parts_and_bars_are_those_of_the_notes_if_no_request_can_name_the_form(stage: Stage) -> None:
    message = (await stage.compose()).response
    assert offered(message.components[1]) == ["Part A", "The endings", "Bar 1"]


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("|:D6|E6:|D6|E6|F6|G6|A6|", ["Part A", "Part B", "The endings", "Bars 1 to 4", "Bars 5 to 7"]),
        ("D6|" * 100, ["Part A", "The endings", "Bars 1 to 8", "Bars 9 to 16"]),
        ("@", ["The endings"]),
    ],
)
def test_the_menu_of_a_tune_that_somebody_wrote(body: str, labels: list[str]) -> None:
    written = replace(tune(ComposeRequest()), abc=f"X:1\nM:6/8\nL:1/8\nK:D\n{body}\n")
    options = Vary(1, written).item.options
    assert [option.label for option in options][: len(labels)] == labels
    assert len(options) <= 25


def test_the_menu_of_the_longest_tune_keeps_discords_limit() -> None:
    menu = Vary(1, tune(ComposeRequest(parts="AABBCCDD", bars=16))).item
    assert len(menu.options) == 22


async def test_varying_the_whole_tune_keeps_type_key_and_form(stage: Stage) -> None:
    wishes = {"type": "jig", "parts": "AABB", "bars": 8, "opening": "A|dfd AFA|", "instrument": "harp"}
    message = (await stage.compose(**wishes, seed=7)).response
    await pick(stage.bob, message, "vary", "whole")
    shown = (await stage.history.get(1)).tune.request  # type: ignore[union-attr]
    assert stage.engine.asked[1] == replace(shown, seed=None, opening=None)
    assert (shown.key, shown.seed) == ("D", 7)


@pytest.mark.parametrize("change", ["B", "ending", "1-4"])
async def test_a_variation_keeps_the_players_and_the_tempo(stage: Stage, change: str) -> None:
    played: dict[str, Any] = {"instrument": "fiddle and flute", "backing": "band", "tempo": 90, "times": 2}
    message = (await stage.compose(parts="AABB", bars=8, **played, daring="wild")).response
    shown = (await stage.history.get(1)).tune  # type: ignore[union-attr]
    stage.engine.title = "The Other Jig"
    varied = (await pick(stage.bob, message, "vary", change)).response
    temperature, top_p = DARING["wild"]
    assert stage.engine.last.work == ComposeRequest(
        source=shown.abc, change=change, temperature=temperature, top_p=top_p, **played
    )
    assert varied.embeds[0].title == "#2 · The Other Jig"
    assert varied.embeds[0].footer.text == "Asked for by bob"


async def test_the_same_beginning_keeps_the_key(stage: Stage) -> None:
    message = (await stage.compose(type="jig", instrument="flute", backing="piano")).response
    stage.engine.title = "The Other Jig"
    await pick(stage.bob, message, "more", "begin")
    assert stage.engine.last.work == ComposeRequest(
        opening="D^FA|",
        key="D",
        mode="dor",  # the only mode of which the model has learnt jigs
        meter="6/8",
        type="jig",
        instrument="flute",
        backing="piano",
        tempo=112,
    )


@pytest.mark.parametrize(("menu", "value"), [("vary", "whole"), ("vary", "B"), ("more", "begin")])
async def test_children_of_a_tune_keep_the_named_model(stage: Stage, menu: str, value: str) -> None:
    request = ComposeRequest(type="hornpipe", parts="AABB", bars=8, model="second")
    await add_tune(stage.history, asker(stage.ann, stage.guild), request, tune(request))
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    await pick(stage.bob, message, menu, value)
    asked = stage.engine.asked[1]
    assert isinstance(asked, ComposeRequest)
    assert (asked.model, asked.type) == ("second", "hornpipe" if value == "whole" else None)


async def test_the_same_beginning_leaves_an_unknown_type_open(stage: Stage) -> None:
    request = ComposeRequest(type="waltz")
    await add_tune(stage.history, asker(stage.ann, stage.guild), request, tune(request))
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    await pick(stage.bob, message, "more", "begin")
    assert stage.engine.asked[1].type is None  # type: ignore[union-attr]


async def test_another_of_a_variation_changes_the_same_bars(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=8, seed=3)).response
    stage.engine.title = "The Other Jig"
    varied = (await pick(stage.bob, message, "vary", "B")).response
    stage.engine.title = "The Third Jig"
    first = stage.engine.last.work
    await stage.bob.click(varied, label="Another")
    assert stage.engine.last.work == first


async def test_the_buttons_work_after_a_restart(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.restart()
    another = await stage.bob.click(message, label="Another")
    varied = await pick(stage.bob, message, "vary", "ending")
    begun = await pick(stage.bob, message, "more", "begin")
    sources = await pick_file(stage.bob, message, "abc")
    assert [len(result.response.attachments) for result in (varied, begun)] == [2, 2]
    assert another.response.embeds[0].title == "#2 · The Fake Jig"
    assert len(sources.response.attachments) == 1


@pytest.mark.parametrize(
    ("menu", "value"),
    [("vary", "ending"), ("vary", "whole"), ("more", "begin"), ("more", "slower-60")],
)
async def test_a_menus_errors_are_shown(stage: Stage, menu: str, value: str) -> None:
    message = (await stage.compose(parts="AABB", bars=8)).response
    stage.engine.refuse = QueueFull(100)
    result = await pick(stage.bob, message, menu, value)
    assert result.ephemeral
    assert result.response.content == str(stage.engine.refuse)


async def test_a_buttons_errors_are_shown(stage: Stage) -> None:
    message = (await stage.compose()).response
    stage.engine.refuse = QueueFull(100)
    result = await stage.bob.click(message, label="Another")
    assert result.ephemeral
    assert result.response.content == str(stage.engine.refuse)


async def test_a_buttons_unexpected_error_shows_a_reference(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    message = (await stage.compose()).response
    stage.engine.crash = RuntimeError("secret")
    with caplog.at_level(logging.ERROR, logger="bot"):
        result = await stage.bob.click(message, label="Another")
    assert result.followups[0].content.startswith("Something went wrong on my side (reference ")
    assert "secret" in caplog.text
