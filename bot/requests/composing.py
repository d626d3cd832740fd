"""What was chosen for a new tune, as a request: with a server's usual settings where it was left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.request import ComposeRequest
from generator.request import daring as daring_numbers
from generator.tabs import NO_TAB


def request_of(options: Mapping[str, Any], defaults: Mapping[str, Any]) -> ComposeRequest:
    """The request for what was chosen, with the server's `defaults` for what was not. Raises BadRequest."""
    given = {name: value for name, value in options.items() if value is not None}
    if "temperature" in given:
        defaults = {name: value for name, value in defaults.items() if name != "daring"}
    given = {**defaults, **given}
    if given.get("tab") == NO_TAB:
        del given["tab"]
    numbers = daring_numbers(given.pop("daring", None), temperature=given.pop("temperature", None))
    return ComposeRequest.from_json({**given, **numbers})
