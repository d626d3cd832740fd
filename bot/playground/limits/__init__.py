"""Discord's limits, checked as pure functions: a call's body in, its problems out.

The loopback server rejects calls with them, and tests without sockets use them too. A body is checked
against tables of Discord's published document first (`message_bodies`, `component_bodies`,
`command_bodies`), and if it fits them, against what only https://discord.com/developers/docs says
(`messages`, `components`, `commands`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bot.playground.limits import message_bodies as bodies
from bot.playground.limits.command_bodies import COMMANDS
from bot.playground.limits.commands import choices, commands
from bot.playground.limits.components import form
from bot.playground.limits.messages import files, message
from bot.playground.limits.problems import Problem, form_error
from bot.playground.limits.schema import Kind

__all__ = ["Problem", "form_error", "problems", "too_large"]

Rule = Callable[[Any], Iterable[Problem]]


def callback(body: Any) -> Iterator[Problem]:
    """The first answer to an interaction."""
    data = body.get("data") or {}
    if body["type"] == bodies.AUTOCOMPLETE:
        yield from choices(data.get("choices") or (), ("data", "choices"))
    elif body["type"] == bodies.FORM:
        yield from form(data, ("data",))
    else:
        yield from message(data, ("data",))


def nothing_else(_: Any) -> Iterable[Problem]:
    """The published document says it all."""
    return ()


CALLS: Sequence[tuple[re.Pattern[str], Kind, Rule]] = tuple(
    (re.compile(call), kind, rule)
    for call, kind, rule in (
        (r"POST /channels/\d+/messages", bodies.CREATE, message),
        (r"PATCH /channels/\d+/messages/\d+", bodies.EDIT, message),
        (r"POST /webhooks/\d+/[^/]+", bodies.FOLLOWUP, message),
        (r"PATCH /webhooks/\d+/[^/]+/messages/[^/]+", bodies.FOLLOWUP_EDIT, message),
        (r"POST /interactions/\d+/[^/]+/callback", bodies.CALLBACK, callback),
        (r"PUT /applications/\d+/(guilds/\d+/)?commands", COMMANDS, commands),
        (r"POST /users/@me/channels", bodies.DIRECT_MESSAGE, nothing_else),
    )
)


def problems(method: str, path: str, body: Any) -> list[Problem]:
    """The problems of a call's body; `path` begins after /api/v10."""
    if body is None:
        return []
    call = f"{method} {path}"
    for pattern, kind, rule in CALLS:
        if pattern.fullmatch(call):
            return list(kind.check(body, ())) or list(rule(body))
    return [Problem((), "UNKNOWN_CALL", f"no table has the body of {call}")]


def too_large(sizes: Sequence[int]) -> list[Problem]:
    """The problems of a call's files; `sizes` in bytes."""
    return list(files(sizes))
