"""A command typed as text runs as on Discord; what it has not is said, and the text stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.page.typed_command import NotUnderstood, typed_command


def option(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    limits: dict[str, Any] = dict.fromkeys(("minLength", "maxLength", "minValue", "maxValue"))
    plain = {"name": name, "type": kind, "required": False, "choices": [], "autocomplete": False, **limits}
    return {**plain, **more}


MODES = [{"name": "Major", "value": "maj"}, {"name": "Dorian", "value": "dor"}]
COMPOSE: dict[str, Any] = {
    "commandId": "1",
    "path": ["compose"],
    "invocation": "compose",
    "schemaFingerprint": "f",
    "options": [
        option("type", autocomplete=True, choices=MODES),
        option("key"),
        option("mode", choices=MODES),
        option("bars", "integer"),
        option("tempo", "integer", minValue=40, maxValue=240),
        option("temperature", "number", minValue=0.1, maxValue=2.0),
        option("seed", "integer", minValue=0),
        option("opening", maxLength=20),
        option("title", minLength=1, maxLength=5),
        option("plain", "boolean"),
        option("file", "attachment"),
        option("place", "channel"),
        option("number", "integer", minValue=1, maxValue=2**53 - 1, autocomplete=True),
    ],
}
FIND: dict[str, Any] = {
    **COMPOSE,
    "commandId": "2",
    "path": ["find"],
    "invocation": "find",
    "options": [option("phrase", required=True)],
}
ALL = (COMPOSE, FIND)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("/compose", {}),
        ("/compose  ", {}),
        ("/compose type: jig key: D", {"type": "jig", "key": "D"}),
        ("/compose type:slip jig key:D", {"type": "slip jig", "key": "D"}),
        ("/compose mode: DORIAN", {"mode": "dor"}),
        ("/compose mode: maj bars: 8", {"mode": "maj", "bars": "8"}),
        ("/compose mode: dor", {"mode": "dor"}),
        ("/compose mode: ajo", {"mode": "maj"}),
        ("/compose tempo: 240 temperature: 0.1", {"tempo": "240", "temperature": "0.1"}),
        ("/compose seed: 0 opening: ABc", {"seed": "0", "opening": "ABc"}),
        ("/compose plain: Yes", {"plain": True}),
        ("/compose key: monkey: see", {"key": "monkey: see"}),
        ("/compose key:", {}),
        ("/compose opening: X:1 T:A meter: C", {"opening": "X:1 T:A meter: C"}),
        ("/find phrase: A2 type: B", {"phrase": "A2 type: B"}),
    ],
)
def test_a_typed_command_has_its_options(text: str, options: dict[str, Any]) -> None:
    command = typed_command(text, ALL)
    assert command is not None
    assert command["options"] == options


@pytest.mark.parametrize(
    "text", ["", "compose", "/", "/composer", "/composing type: jig", "hello /compose", "/shrug"]
)
def test_other_text_is_no_command(text: str) -> None:
    assert typed_command(text, ALL) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("/compose typ: jig", "“typ: jig” is no option; its options are type, key, mode"),
        ("/compose a jig", "“a jig” is no option"),
        ("/compose type: jig kye: D", "/compose: “kye: D” is no option; its options are type, key, mode"),
        ("/compose type: jig backing: band", "“backing: band” is no option"),
        ("/compose number: 2 backing: band", "“backing: band” is no option"),
        ("/compose opening: dfa titel: A", "“titel: A” is no option"),
        ("/compose number: x", "it must be a whole number (at least 1)."),
        ("/compose mode: blue", "one of Major, Dorian"),
        ("/compose mode: or", "“or” is not possible; it must be one of Major, Dorian"),
        ("/compose plain: perhaps", "true or false"),
        ("/compose bars: abc", "bars: “abc” is not possible; it must be a whole number."),
        ("/compose tempo: 9999", "“9999” is not possible; it must be a whole number (40 to 240)."),
        ("/compose tempo: 90.5", "“90.5” is not possible; it must be a whole number (40 to 240)."),
        ("/compose seed: -1", "“-1” is not possible; it must be a whole number (at least 0)."),
        ("/compose temperature: 5", "it must be a number (0.1 to 2.0)."),
        ("/compose temperature: warm", "it must be a number (0.1 to 2.0)."),
        (f"/compose opening: {'A' * 300}", f"“{'A' * 40}…” is not possible; it must be at most 20 charact"),
        ("/compose title: longer", "it must be 1 to 5 characters long."),
        ("/compose file: a.mid", "takes a file"),
        ("/compose place: #session", "takes a channel: pick the command from the list, then the channel."),
        ("/find", "/find needs its option “phrase”."),
    ],
)
def test_what_a_command_has_not_is_said(text: str, sentence: str) -> None:
    with pytest.raises(NotUnderstood, match=re.escape(sentence)):
        typed_command(text, ALL)


@given(st.text(max_size=200))
def test_any_text_is_a_command_or_text_or_one_short_sentence(text: str) -> None:
    said = ""
    try:
        typed_command(f"/compose {text}", ALL)
    except NotUnderstood as error:
        said = str(error)
    assert len(said) < 250
    assert said.strip() == said
