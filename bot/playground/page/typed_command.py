"""A command that was typed as text, such as `/compose type: jig key: D`, as the action that runs it.

Discord's composer turns such text into a command while it is typed; simcord's only offers the command's name.
Pure functions on the page's list of commands; they know neither the page nor the bot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Entry = Mapping[str, Any]
"""A command of simcord's list: `commandId`, `path`, `invocation`, `schemaFingerprint` and `options`."""

TRUE, FALSE = ("true", "yes"), ("false", "no")


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
    missing = [name for name, option in declared.items() if option["required"] and not given.get(name)]
    if missing:
        raise NotUnderstood(f"/{entry['invocation']} needs its option {missing[0]}.")
    return {name: _value(declared[name], value) for name, value in given.items() if value}


def _no_such_option(command: str, words: str, names: Sequence[str]) -> str:
    offered = f"its options are {', '.join(names)}" if names else "it has none"
    return f"/{command}: “{words:.40}” is no option; {offered}."


def _value(option: Mapping[str, Any], text: str) -> str | bool:
    """As the page sends it: the value of a choice, else the text. The page checks lengths and numbers."""
    name, low = option["name"], text.casefold()
    if option["type"] == "boolean":
        if low not in TRUE + FALSE:
            raise NotUnderstood(f"{name}: “{text:.40}” is not possible; it must be true or false.")
        return low in TRUE
    if option["type"] == "attachment":
        raise NotUnderstood(f"{name} takes a file: pick the command from the list, then the file.")
    choices = [] if option["autocomplete"] else option["choices"]
    for choice in choices:
        if low in (str(choice["name"]).casefold(), str(choice["value"]).casefold()):
            return str(choice["value"])
    if choices:
        offered = ", ".join(str(choice["name"]) for choice in choices)
        raise NotUnderstood(f"{name}: “{text:.40}” is not possible; it must be one of {offered}.")
    return text
