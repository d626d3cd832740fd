"""Submitted forms that no client sends: each is answered with one sentence, and nothing is made of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.bot.conftest import Stage
from tests.bot.fakes import prefilled

Change = Callable[[dict[str, Any]], object]


def first(data: dict[str, Any]) -> dict[str, Any]:
    """The first field of a submitted form."""
    field: dict[str, Any] = data["components"][0]["component"]
    return field


CHANGES: dict[str, Change] = {
    "no field": lambda data: data.update(components=[]),
    "no list of fields": lambda data: data.pop("components"),
    "fields that are none": lambda data: data.update(components=[None, 7, "x", {}, {"component": 7}]),
    "fields in an object": lambda data: data.update(components={"0": data["components"][0]}),
    "a field less": lambda data: data["components"].pop(0),
    "a field without a name": lambda data: first(data).pop("custom_id"),
    "a field with another name": lambda data: first(data).update(custom_id="other"),
    "a field without a value": lambda data: first(data).pop("value"),
    "a null": lambda data: first(data).update(value=None),
    "a number": lambda data: first(data).update(value=7),
    "a long text": lambda data: first(data).update(value="x" * 4001),
    "a very long text": lambda data: first(data).update(value="\ud800" * 2_000_000),
    "no custom_id": lambda data: data.pop("custom_id"),
    "an empty custom_id": lambda data: data.update(custom_id=""),
    "a custom_id that is none": lambda data: data.update(custom_id=7),
    "another custom_id": lambda data: data.update(custom_id="lilt:paste:::::"),
    "a long number": lambda data: data.update(custom_id="lilt:form:" + "9" * 60),
    "a long tempo": lambda data: data.update(custom_id=f"lilt:paste:fiddle:{'9' * 60}::0"),
}


def change_submits(stage: Stage, change: Change) -> None:
    """Change all submitted forms on their way to the bot."""
    _change(stage, change, 5)


def change_choices(stage: Stage, change: Change) -> None:
    """The same with what is pressed and chosen."""
    _change(stage, change, 3)


def _change(stage: Stage, change: Change, kind: int) -> None:
    parsers: Any = stage.env.bot._connection.parsers
    parse = parsers["INTERACTION_CREATE"]

    def changed(event: dict[str, Any]) -> None:
        event = copy.deepcopy(event)
        if event["type"] == kind:
            change(event["data"])
        parse(event)

    parsers["INTERACTION_CREATE"] = changed


@pytest.mark.parametrize("form", ["remix", "paste"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_form_that_no_client_sends_is_answered_with_one_sentence(
    stage: Stage, caplog: pytest.LogCaptureFixture, form: str, change: Change
) -> None:
    if form == "remix":
        shown = await stage.bob.click((await stage.compose()).response, label="Remix")
        values = prefilled(shown)
    else:
        shown, values = await stage.bob.slash(stage.channel, "render"), {"abc": "X:1\nK:D\nDFA|"}
    made = len(stage.engine.jobs)
    change_submits(stage, change)
    result = await stage.bob.submit_modal(shown, values)
    assert result.ephemeral
    assert result.response.content.count(".") == 1
    assert "reference" not in result.response.content
    assert len(stage.engine.jobs) == made
    assert "Traceback" not in caplog.text
    assert len(stage.refusals) <= 1


CHOICES: dict[str, Change] = {
    "no choice": lambda data: data.pop("values"),
    "an empty list": lambda data: data.update(values=[]),
    "two choices": lambda data: data.update(values=["1", "mid"]),
    "a number": lambda data: data.update(values=[1]),
    "another choice": lambda data: data.update(values=["other"]),
    "a long number": lambda data: data.update(values=["9" * 60]),
    "no number": lambda data: data.update(values=["\N{SUPERSCRIPT TWO}"]),
    "zero": lambda data: data.update(values=["0"]),
}


@pytest.mark.parametrize("menu", ["lilt:more:1", "lilt:open"])
@pytest.mark.parametrize("change", CHOICES.values(), ids=CHOICES)
async def test_a_choice_that_no_client_sends_is_answered_with_one_sentence(
    stage: Stage, caplog: pytest.LogCaptureFixture, menu: str, change: Change
) -> None:
    shown = await stage.compose()
    if menu == "lilt:open":
        shown = await stage.bob.slash(stage.channel, "history", whose="server")
    change_choices(stage, change)
    result = await stage.bob.select(
        shown.response, ["1" if menu == "lilt:open" else "slower-80"], custom_id=menu
    )
    assert result.ephemeral
    assert result.response.content == "This menu has no such choice; please open it again."
    assert "Traceback" not in caplog.text
