"""Kinds of values in a call's body; each says what is wrong with a value of it.

The tables of Discord's published document (`message_bodies`, `component_bodies`, `command_bodies`) are made
of them. They check types, lengths, counts, ranges, enums and required fields, but no formats, such as that
of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.playground.limits.problems import Path, Problem, count, distinct, length, missing

UNKNOWN = "UNKNOWN_FIELD"
"""Not one of Discord's codes: Discord ignores such a field, which helps nobody who sends it."""


class Kind(Protocol):
    """What a value must be."""

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        """The problems of a value at this place; None is the field's affair."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string with `least` to `most` characters, or one of `values`."""

    most: int | None = None
    least: int = 0
    values: tuple[str, ...] = ()

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(path, "STRING_TYPE_CONVERT", "Must be a string.")
        elif self.values and value not in self.values:
            yield _not_one_of(path, self.values)
        else:
            yield from length(path, value, len(value) if self.most is None else self.most, self.least)


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer from `least` to `most`, or one of `values`."""

    least: int | None = None
    most: int | None = None
    values: tuple[int, ...] = ()

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(path, "NUMBER_TYPE_COERCE", "Must be an integer.")
        elif self.values and value not in self.values:
            yield _not_one_of(path, self.values)
        elif self.most is not None and value > self.most:
            yield Problem(path, "NUMBER_TYPE_MAX", f"Must be at most {self.most}, not {value}.")
        elif self.least is not None and value < self.least:
            yield Problem(path, "NUMBER_TYPE_MIN", f"Must be at least {self.least}, not {value}.")


@dataclass(frozen=True, slots=True)
class Number:
    """An integer or a fraction."""

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield Problem(path, "NUMBER_TYPE_COERCE", "Must be a number.")


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(path, "BOOLEAN_TYPE_CONVERT", "Must be true or false.")


@dataclass(frozen=True, slots=True)
class Snowflake:
    """An id: digits. Discord takes an integer too, and its documentation numbers new files with integers."""

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, bool) or not re.fullmatch(r"0|[1-9][0-9]*", str(value)):
            yield Problem(path, "NUMBER_TYPE_COERCE", f"{value!r} is not a snowflake.")


@dataclass(frozen=True, slots=True)
class Items:
    """A list of `least` to `most` values of one kind; `distinct`, of a scalar kind, forbids repeats."""

    of: Kind
    most: int | None = None
    least: int = 0
    distinct: bool = False

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(path, "LIST_TYPE_CONVERT", "Must be a list.")
            return
        yield from count(path, value, len(value) if self.most is None else self.most, self.least)
        wrong = [problem for i, one in enumerate(value) for problem in self.of.check(one, (*path, i))]
        yield from wrong
        if self.distinct and not wrong:  # what is wrong may not be hashable, and true equals 1
            yield from distinct(path, value, "SET_TYPE_ALREADY_CONTAINS_VALUE", "value")


@dataclass(frozen=True, slots=True)
class Languages:
    """A text in up to 34 languages, by their codes."""

    of: Text
    most: int = 34

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "DICT_TYPE_CONVERT", "Must be an object.")
            return
        yield from count(path, value, self.most)
        for language, words in value.items():
            yield from self.of.check(words, (*path, language))


@dataclass(frozen=True, slots=True)
class Record:
    """An object with these fields. In the document a field is either required or may be null."""

    fields: Mapping[str, Kind]
    required: tuple[str, ...] = ()

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "DICT_TYPE_CONVERT", "Must be an object.")
            return
        yield from (missing((*path, name)) for name in self.required if value.get(name) is None)
        for name, one in value.items():
            if name not in self.fields:
                yield Problem((*path, name), UNKNOWN, "Discord's document has no such field.")
            elif one is not None:
                yield from self.fields[name].check(one, (*path, name))


@dataclass(frozen=True, slots=True)
class ByType:
    """An object whose field `type` says which fields it has."""

    records: Mapping[int, Record]

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "DICT_TYPE_CONVERT", "Must be an object.")
        elif value.get("type") is None:
            yield missing((*path, "type"))
        else:
            wrong = list(Whole(values=tuple(self.records)).check(value["type"], (*path, "type")))
            yield from wrong or self.records[value["type"]].check(value, path)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value of one of several kinds. Its problems are those of the kind that it comes nearest to."""

    kinds: tuple[Kind, ...]

    def check(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from min((list(kind.check(value, path)) for kind in self.kinds), key=len)


def _not_one_of(path: Path, values: tuple[str, ...] | tuple[int, ...]) -> Problem:
    return Problem(path, "BASE_TYPE_CHOICES", f"Must be one of {', '.join(map(str, values))}.")
