"""Interactions as they arrive from the gateway: each is handled once, and a malformed one does no harm.

The gateway may deliver an event twice, also long after it was handled. Knows no command and no component.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import discord

log = logging.getLogger(__name__)

REMEMBERED = 50_000
"""Interactions. Their tokens are valid for a quarter of an hour; so many do not come in that time."""

_MODAL = discord.InteractionType.modal_submit.value

_CHANNEL: dict[str, Any] = {
    "name": "",
    "position": 0,
    "bitrate": 0,
    "user_limit": 0,
    "owner_id": "0",
    "message_count": 0,
    "member_count": 0,
}
"""What an interaction may leave out of its channel, which is a partial one; Lilt knows no other.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

Parser = Callable[[Any], None]


class Arrivals:
    """`client` hears of each interaction once, from when this is made."""

    def __init__(self, client: discord.Client) -> None:
        parsers = client._connection.parsers
        self._parse: Parser = parsers["INTERACTION_CREATE"]
        self._seen: OrderedDict[str, None] = OrderedDict()
        parsers["INTERACTION_CREATE"] = self.arrived

    def arrived(self, event: Any) -> None:
        """Handle an event, unless it was handled before or cannot be read."""
        number = str(event.get("id")) if isinstance(event, dict) else ""
        if number in self._seen:
            log.info("interaction %.30s came again", number)
            return
        self._seen[number] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        try:
            self._parse(_complete(event))
        except Exception as error:  # noqa: BLE001 - whatever is in it
            log.warning("interaction %.30s cannot be read: %.200r", number, error)


def _complete(event: Any) -> Any:
    """An event with all that discord.py takes for granted, so that it can be answered."""
    if not isinstance(event, dict):
        return event
    channel = event.get("channel")
    if isinstance(channel, dict):
        event = {**event, "channel": {**_CHANNEL, **channel}}
    return _complete_form(event) if event.get("type") == _MODAL else event


def _complete_form(event: dict[str, Any]) -> dict[str, Any]:
    data = event.get("data")
    data = data if isinstance(data, dict) else {}
    custom_id, components = data.get("custom_id"), data.get("components")
    sound = {
        "custom_id": custom_id if isinstance(custom_id, str) else "",
        "components": components if isinstance(components, list) else [],
    }
    return {**event, "data": {**data, **sound}}
