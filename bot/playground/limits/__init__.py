"""Discord's documented limits, checked as pure functions: a call's body in, its problems out.

The loopback server rejects calls with them, and tests without sockets use them too. The numbers are from
https://discord.com/developers/docs (message, component reference, application commands).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.playground.limits.commands import choices, command, commands
from bot.playground.limits.components import modal
from bot.playground.limits.messages import files, message
from bot.playground.limits.validators import Problem, form_error

__all__ = ["Problem", "form_error", "problems", "too_large"]

MESSAGE, MESSAGE_UPDATE, AUTOCOMPLETE, MODAL = 4, 7, 8, 9
"""The types of an answer to an interaction that have a body."""


def callback(body: Any) -> Iterator[Problem]:
    """The first answer to an interaction."""
    data = body.get("data") or {}
    if body.get("type") in (MESSAGE, MESSAGE_UPDATE):
        yield from message(data, ("data",))
    elif body.get("type") == AUTOCOMPLETE:
        yield from choices(data.get("choices") or (), ("data", "choices"))
    elif body.get("type") == MODAL:
        yield from modal(data, ("data",))


CHECKS: Sequence[tuple[re.Pattern[str], Callable[[Any], Iterator[Problem]]]] = tuple(
    (re.compile(call), check)
    for call, check in (
        (r"(POST|PATCH) /channels/\d+/messages(/\d+)?", message),
        (r"(POST|PATCH) /webhooks/\d+/[^/]+(/messages/[^/]+)?", message),
        (r"POST /interactions/\d+/[^/]+/callback", callback),
        (r"PUT /applications/\d+/(guilds/\d+/)?commands", commands),
        (r"(POST|PATCH) /applications/\d+/(guilds/\d+/)?commands(/\d+)?", command),
    )
)


def problems(method: str, path: str, body: Any) -> list[Problem]:
    """The problems of a call's body; `path` begins after /api/v10."""
    call = f"{method} {path}"
    found = next((check for pattern, check in CHECKS if pattern.fullmatch(call)), None)
    return [] if found is None or body is None else list(found(body))


def too_large(sizes: Sequence[int]) -> list[Problem]:
    """The problems of a call's files; `sizes` in bytes."""
    return list(files(sizes))
