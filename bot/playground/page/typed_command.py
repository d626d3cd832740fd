"""A command that was typed as text, such as `/compose type: jig key: D`, as the action that runs it.

Discord's composer turns such text into a command while it is typed; simcord's only offers the command's name.
Pure functions on the page's list of commands; they know neither the page nor the bot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

Entry = Mapping[str, Any]
"""A command of simcord's list: `commandId`, `path`, `invocation`, `schemaFingerprint` and `options`."""

TRUE, FALSE = ("true", "yes"), ("false", "no")
NUMBERS = {
    "integer": (re.compile(r"-?\d{1,16}", re.ASCII), "a whole number"),
    "number": (re.compile(r"-?\d+(\.\d+)?", re.ASCII), "a number"),
}
_NAME_IN_A_VALUE = re.compile(r"(?<=\s)([a-z][a-z_-]{2,}):")
_HIGHEST = 2**53 - 1
"""The highest whole number that Discord knows: no limit of the command's."""
LONGEST_SHOWN = 40
"""Characters of a wrong value that its sentence repeats."""

PICKED = {
    "attachment": "file",
    "channel": "channel",
    "role": "role",
    "user": "user",
    "mentionable": "user or role",
}
"""What cannot be typed, by the option's type."""


class NotUnderstood(Exception):
    """Text that begins with a command but is none; the sentence says why."""


def typed_command(text: str, entries: Sequence[Entry]) -> dict[str, Any] | None:
    """The fields of the action `run_command` for a message; None if it begins with no command's name.

    Raises NotUnderstood for an option that the command has not, or a value that it does not take.
    """
    words = text.strip()
    for entry in sorted(entries, key=lambda one: -len(one["invocation"])):
        name = f"/{entry['invocation']}"
        if words == name or words.startswith(f"{name} "):
            options = _options(entry, words.removeprefix(name))
            return {
                "kind": "run_command",
                "command_id": entry["commandId"],
                "path": list(entry["path"]),
                "schema_fingerprint": entry["schemaFingerprint"],
                "options": options,
            }
    return None


def _options(entry: Entry, text: str) -> dict[str, Any]:
    declared = {option["name"]: option for option in entry["options"]}
    names = "|".join(map(re.escape, declared)) or "(?!)"
    before, *found = re.split(rf"(?:^|(?<=\s))({names}):", text)
    if before.strip():
        raise NotUnderstood(_no_such_option(entry["invocation"], before.strip(), list(declared)))
    given = dict(zip(found[::2], map(str.strip, found[1::2]), strict=True))
    for name, value in given.items():
        if misspelt := _misspelt(declared, name, value):
            raise NotUnderstood(_no_such_option(entry["invocation"], misspelt, list(declared)))
    missing = [name for name, option in declared.items() if option["required"] and not given.get(name)]
    if missing:
        raise NotUnderstood(f"/{entry['invocation']} needs its option “{missing[0]}”.")
    return {name: _value(declared[name], value) for name, value in given.items() if value}


def _misspelt(declared: Mapping[str, Any], name: str, value: str) -> str | None:
    """The part of a value that begins with an option's name that the command has not, as in "jig kye: D".

    In a value of free text, which may be ABC or a title, that must be like a name of the command's.
    """
    option = declared[name]
    is_free = option["type"] == "string" and not option["choices"] and not option["autocomplete"]
    for found in _NAME_IN_A_VALUE.finditer(value):
        if not is_free or get_close_matches(found[1], declared):
            return value[found.start() :]
    return None


def _no_such_option(command: str, words: str, names: Sequence[str]) -> str:
    offered = f"its options are {', '.join(names)}" if names else "it has none"
    return f"/{command}: “{words:.40}” is no option; {offered}."


def _value(option: Mapping[str, Any], text: str) -> str | bool:
    """As the page sends it: the value of a choice, else the text, within the option's limits."""
    name, low = option["name"], text.casefold()
    if option["type"] == "boolean":
        if low not in TRUE + FALSE:
            raise NotUnderstood(_not_possible(name, text, "true or false"))
        return low in TRUE
    if option["type"] in PICKED:
        thing = PICKED[option["type"]]
        raise NotUnderstood(f"{name} takes a {thing}: pick the command from the list, then the {thing}.")
    if option["choices"] and not option["autocomplete"]:
        return _choice(option, text)
    if (wanted := _limits_missed(option, text)) is not None:
        raise NotUnderstood(_not_possible(name, text, wanted))
    return text


def _choice(option: Mapping[str, Any], text: str) -> str:
    """The value of the choice with this name or value, or of the only one whose name has it in it.

    Discord's list, too, offers what has the typed text in it.
    """
    low = text.casefold()
    named = [(str(choice["name"]), str(choice["value"])) for choice in option["choices"]]
    exact = [value for name, value in named if low in (name.casefold(), value.casefold())]
    partly = [value for name, value in named if low in name.casefold()]
    if exact or len(partly) == 1:
        return (exact or partly)[0]
    offered = ", ".join(name for name, _ in named)
    raise NotUnderstood(_not_possible(option["name"], text, f"one of {offered}"))


def _limits_missed(option: Mapping[str, Any], text: str) -> str | None:
    """What the text must be, where the option does not take it."""
    kind = option["type"]
    if kind == "string":
        least, most = option["minLength"], option["maxLength"]
        return None if _is_within(len(text), least, most) else f"{_range(least, most)} characters long"
    if kind not in NUMBERS:
        return None
    pattern, a_number = NUMBERS[kind]
    least, most = option["minValue"], option["maxValue"]
    if pattern.fullmatch(text) and _is_within(float(text), least, most):
        return None
    return a_number if least is None and most is None else f"{a_number} ({_range(least, most)})"


def _is_within(number: float, least: float | None, most: float | None) -> bool:
    return (least is None or number >= least) and (most is None or number <= most)


def _range(least: float | None, most: float | None) -> str:
    """A range of which one end may be open."""
    if least is None:
        return f"at most {most}"
    return f"at least {least}" if most in (None, _HIGHEST) else f"{least} to {most}"


def _not_possible(name: str, text: str, wanted: str) -> str:
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return f"{name}: “{shown}” is not possible; it must be {wanted}."
