"""The options of /compose and their choices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.commands import commands
from bot.markdown import escaped
from generator.catalogue import Catalogue, Style
from generator.errors import Unavailable
from generator.model.folders import RECORD, WEIGHTS
from generator.request import DARING, ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import FakeLibrary

ORIGINAL = "/webhooks/*/*/messages/@original"


def option(stage: Stage, name: str) -> dict[str, Any]:
    command = stage.env.backend.find_command("compose", None)
    assert command is not None
    found: dict[str, Any] = next(one for one in command["options"] if one["name"] == name)
    return found


async def test_without_options_the_request_is_empty(stage: Stage) -> None:
    await stage.compose()
    assert stage.engine.asked == [ComposeRequest()]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "reel"),
        ("key", "Bb"),
        ("mode", "dor"),
        ("instrument", "harp"),
        ("instrument", "fiddle and flute"),
        ("backing", "band"),
        ("backing", "none"),
        ("tempo", 90),
        ("times", 4),
        ("temperature", 0.5),
        ("seed", 7),
        ("meter", "4/4"),
        ("parts", "AABB"),
        ("bars", 8),
        ("opening", "A|dfd AFA|"),
        ("model", "mine-0a1b2c"),
    ],
)
async def test_every_option_reaches_the_engine(stage: Stage, name: str, value: Any) -> None:
    await stage.compose(**{name: value})
    assert stage.engine.asked == [ComposeRequest.from_json({name: value})]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("type", {"reel": "reel", "jig": "jig"}),
        ("key", {"D": "D", "G#": "G#", "Bb": "Bb"}),
        ("mode", {"major": "maj", "Dorian": "dor"}),
        ("meter", {"4/4": "4/4", "6/8": "6/8"}),
        ("parts", {"AABB": "AABB", "A": "A"}),
        ("daring", {"tame": "tame", "usual": "usual", "wild": "wild"}),
    ],
)
async def test_only_what_the_model_has_learnt_is_offered(
    stage: Stage, name: str, offered: dict[str, str]
) -> None:
    assert {one["name"]: one["value"] for one in option(stage, name)["choices"]} == offered


@pytest.mark.parametrize(("typed", "usual"), [("", [8, 16]), ("1", [16]), ("3", [])])
async def test_usual_lengths_of_a_part_are_proposed(stage: Stage, typed: str, usual: list[int]) -> None:
    proposed = await stage.ann.autocomplete(stage.channel, "compose", "bars", typed)
    assert [one["value"] for one in proposed] == usual


async def test_a_length_that_is_not_proposed_can_be_asked_for(stage: Stage) -> None:
    await stage.compose(bars=13)
    assert stage.engine.asked == [ComposeRequest(bars=13)]


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [("", ["a-mine", "mine", "second", "third"]), ("Mi", ["mine", "a-mine"]), ("x", [])],
)
async def test_models_are_proposed_by_name(
    stage: Stage, tmp_path: Path, typed: str, proposed: list[str]
) -> None:
    lilt: Any = stage.env.bot
    lilt.library = FakeLibrary(models=tmp_path)
    for name in ("mine", "a-mine", ".half", "no name", "empty"):
        (tmp_path / name).mkdir()
        for part in (RECORD, WEIGHTS) if name != "empty" else ():
            (tmp_path / name / part).touch()
    choices = await stage.ann.autocomplete(stage.channel, "compose", "model", typed)
    assert [one["value"] for one in choices] == proposed


async def test_no_models_are_proposed_while_no_worker_answers(stage: Stage) -> None:
    class Silent(FakeLibrary):
        async def models(self) -> list[str]:
            raise Unavailable("No worker answers.")

    lilt: Any = stage.env.bot
    lilt.library = Silent()
    assert await stage.ann.autocomplete(stage.channel, "compose", "model", "") == []


def test_options_with_too_many_choices_have_autocomplete() -> None:
    styles = {Style(f"dance {number}", "4/4", "maj", "AABB 8"): 100 for number in range(40)}
    large = Catalogue(model="large", styles=styles, tonics={"maj": {"D": 1}})
    options = {option.name: option for option in commands(large)[0].parameters}
    assert max(len(option.choices) for option in options.values()) <= 25
    assert (options["type"].choices, options["type"].autocomplete) == ([], True)
    assert (len(options["key"].choices), options["key"].autocomplete) == (1, False)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"parts": "A", "bars": 7},
            "bars: 7 for A is not possible; all parts together must have 8 to 64 bars",
        ),
        ({"model": "../mine"}, "it must be a name of letters, digits, - and _"),
        ({"opening": "dfd! AFA"}, "up to 200 characters of notes and plain bar lines in ABC."),
        ({"opening": "|:e2AB"}, "characters of notes and plain bar lines in ABC, without repeat signs."),
    ],
)
async def test_an_impossible_option_is_refused_to_the_asker_alone(
    stage: Stage, options: dict[str, Any], sentence: str
) -> None:
    result = await stage.compose(**options)
    assert result.ephemeral
    assert escaped(sentence) in result.response.content
    assert stage.engine.asked == []
    assert stage.refusals == ["BadRequest"]


@pytest.mark.parametrize("word", DARING)
async def test_the_option_daring_sets_temperature_and_top_p(stage: Stage, word: str) -> None:
    await stage.compose(daring=word)
    temperature, top_p = DARING[word]
    assert stage.engine.asked == [ComposeRequest(temperature=temperature, top_p=top_p)]


async def test_daring_and_temperature_together_are_refused(stage: Stage) -> None:
    result = await stage.compose(daring="wild", temperature=0.5)
    assert result.ephemeral
    assert "it sets the temperature too" in result.response.content
    assert stage.engine.asked == []
    assert stage.refusals == ["BadRequest"]
