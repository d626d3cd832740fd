"""Limits of application commands, in every language, and of autocomplete choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.playground.limits.validators import Path, Problem, count, distinct, text

NAME, DESCRIPTION, CHOICE = 32, 100, 100
COMMANDS, OPTIONS, CHOICES = 100, 25, 25
TOTAL = 8000
"""Characters of a command: names, descriptions and values, each in its longest language."""

CHAT_INPUT = 1
LOCALES = frozenset(locale.value for locale in discord.Locale)
_NAME = re.compile(r"[-_'\w]+")


def commands(body: Any) -> Iterator[Problem]:
    """All commands, as a sync sends them."""
    yield from count((), body, COMMANDS)
    yield from distinct((), ((one.get("name"), one.get("type", CHAT_INPUT)) for one in body), "command")
    for index, one in enumerate(body):
        yield from command(one, (index,))


def command(body: Any, path: Path = ()) -> Iterator[Problem]:
    """One command."""
    if body.get("type", CHAT_INPUT) == CHAT_INPUT:
        yield from _named(body, path)
        yield from _options(body, path)
    else:
        yield from text((*path, "name"), body.get("name"), NAME, least=1)
    if (length := _length(body)) > TOTAL:
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", f"{length} characters are more than {TOTAL}")


def choices(body: Sequence[Any], path: Path) -> Iterator[Problem]:
    """The choices of an option, declared or autocompleted."""
    yield from count(path, body, CHOICES)
    for index, choice in enumerate(body):
        here = (*path, index)
        yield from text((*here, "name"), choice.get("name"), CHOICE, least=1)
        yield from _languages(choice, "name", here, CHOICE)
        if isinstance(choice.get("value"), str):
            yield from text((*here, "value"), choice["value"], CHOICE)


def _options(body: Any, path: Path) -> Iterator[Problem]:
    options = body.get("options") or ()
    yield from count((*path, "options"), options, OPTIONS)
    yield from distinct((*path, "options"), (one.get("name") for one in options), "name")
    needed = [bool(one.get("required")) for one in options]
    if needed != sorted(needed, reverse=True):
        yield Problem(
            (*path, "options"),
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options",
        )
    for index, one in enumerate(options):
        here = (*path, "options", index)
        yield from _named(one, here)
        yield from choices(one.get("choices") or (), (*here, "choices"))
        yield from _options(one, here)


def _named(body: Any, path: Path) -> Iterator[Problem]:
    """The name and the description of a command or an option, in every language."""
    for name in (body.get("name"), *(body.get("name_localizations") or {}).values()):
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name != name.lower():
            yield Problem(
                (*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", f"{name!r} is not a valid name"
            )
        yield from text((*path, "name"), name, NAME, least=1)
    yield from text((*path, "description"), body.get("description"), DESCRIPTION, least=1)
    yield from _languages(body, "description", path, DESCRIPTION)
    yield from _known(body, "name", path)


def _languages(body: Any, what: str, path: Path, most: int) -> Iterator[Problem]:
    for language, words in (body.get(f"{what}_localizations") or {}).items():
        yield from text((*path, f"{what}_localizations", language), words, most, least=1)
    yield from _known(body, what, path)


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
