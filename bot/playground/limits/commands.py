"""Limits of commands that the published document does not have: names, languages, order and totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.playground.limits.command_bodies import CHAT_INPUT
from bot.playground.limits.problems import Path, Problem, count, distinct, length, missing

COMMANDS = 100
CHOICE = 100
"""Characters of a choice's value; the document has 6,000."""
TOTAL = 8000
"""Characters of a command: names, descriptions and values, each in its longest language."""

LOCALES = frozenset(locale.value for locale in discord.Locale)
NAME_TWICE = "APPLICATION_COMMANDS_DUPLICATE_NAME"
_NAME = re.compile(r"[-_'\w]+")


def commands(body: Any) -> Iterator[Problem]:
    """All commands, as a sync sends them."""
    yield from count((), body, COMMANDS)
    names = ((one["name"], one.get("type") or CHAT_INPUT) for one in body)
    yield from distinct((), names, NAME_TWICE, "command")
    for index, one in enumerate(body):
        yield from command(one, (index,))


def command(body: Any, path: Path = ()) -> Iterator[Problem]:
    """One command."""
    if (body.get("type") or CHAT_INPUT) == CHAT_INPUT:
        yield from _named(body, path)
        if not body.get("description"):
            yield missing((*path, "description"))
        yield from _options(body, path)
    if (total := _length(body)) > TOTAL:
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", f"{total} characters are more than {TOTAL}")


def choices(body: Sequence[Any], path: Path) -> Iterator[Problem]:
    """The choices of an option, declared or autocompleted."""
    for index, choice in enumerate(body):
        if isinstance(choice["value"], str):
            yield from length((*path, index, "value"), choice["value"], CHOICE)
        yield from _known(choice, "name", (*path, index))


def _options(body: Any, path: Path) -> Iterator[Problem]:
    options, here = body.get("options") or (), (*path, "options")
    yield from distinct(here, (one["name"] for one in options), NAME_TWICE, "name")
    needed = [bool(one.get("required")) for one in options]
    if needed != sorted(needed, reverse=True):
        yield Problem(
            here,
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options",
        )
    for index, one in enumerate(options):
        yield from _named(one, (*here, index))
        yield from choices(one.get("choices") or (), (*here, index, "choices"))


def _named(body: Any, path: Path) -> Iterator[Problem]:
    """The name of a command or an option, and the languages of its name and description."""
    for name in (body["name"], *(body.get("name_localizations") or {}).values()):
        if not _NAME.fullmatch(name) or name != name.lower():
            yield Problem(
                (*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", f"{name!r} is not a valid name"
            )
    yield from _known(body, "name", path)
    yield from _known(body, "description", path)


def _known(body: Any, what: str, path: Path) -> Iterator[Problem]:
    for language in (body.get(f"{what}_localizations") or {}).keys() - LOCALES:
        yield Problem((*path, f"{what}_localizations"), "ENUM_TYPE_COERCE", f"{language} is not a locale")


def _length(body: Any) -> int:
    own = sum(
        max(map(len, (body.get(what) or "", *(body.get(f"{what}_localizations") or {}).values())))
        for what in ("name", "description")
    )
    value = len(body["value"]) if isinstance(body.get("value"), str) else 0
    return own + value + sum(_length(one) for part in ("options", "choices") for one in body.get(part) or ())
