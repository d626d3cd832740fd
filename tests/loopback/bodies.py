"""Strategies for calls' bodies: valid ones of a kind, and the same with one thing wrong and where that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from bot.playground.limits.problems import Path
from bot.playground.limits.schema import (
    ByType,
    Items,
    Kind,
    Languages,
    Number,
    OneOf,
    Record,
    Snowflake,
    Text,
    Truth,
    Whole,
)

Wrong = tuple[Path, Any]
"""Where the problem is, and the whole value with it."""

LONGEST = 300
"""Of the texts that are drawn; those at the limits are made, not drawn."""


def valid(kind: Kind) -> st.SearchStrategy[Any]:
    """Values that a kind accepts."""
    match kind:
        case OneOf(kinds=kinds):
            return st.one_of([valid(one) for one in kinds])
        case Items(of=of, most=most, least=least, distinct=distinct):
            room = min(most or 3, max(3, least))
            return st.lists(valid(of), min_size=least, max_size=room, unique_by=repr if distinct else None)
        case Languages(of=of):
            return st.dictionaries(st.sampled_from(["de", "fr", "sv-SE"]), valid(of))
        case ByType(records=records):
            return st.sampled_from(sorted(records)).flatmap(lambda one: _typed(one, records[one]))
        case Record():
            return _record(kind, kind.fields)
    return _leaf(kind)


def _leaf(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Text(values=(_, *_) as values) | Whole(values=(_, *_) as values):
            return st.sampled_from(values)
        case Text(most=most, least=least):
            return st.text("ab ♥", min_size=least, max_size=min(most or LONGEST, LONGEST))
        case Whole(least=least, most=most):
            return st.integers(least, most)
        case Number():
            return st.integers() | st.floats(allow_nan=False)
        case Truth():
            return st.booleans()
        case Snowflake():
            return st.integers(0, 2**64).map(str) | st.integers(0, 9)
    raise AssertionError(kind)


def _typed(type_: int, record: Record) -> st.SearchStrategy[Any]:
    return _record(record, {**record.fields, "type": Whole(values=(type_,))})


def _record(record: Record, fields: Mapping[str, Kind]) -> st.SearchStrategy[Any]:
    needed = {name: valid(fields[name]) for name in record.required}
    free = {name: st.none() | valid(one) for name, one in fields.items() if name not in record.required}
    return st.fixed_dictionaries(needed, optional=free)


def violations(kind: Kind, value: Any) -> Iterator[Wrong]:
    """A valid value with each single thing wrong that this kind can name."""
    match kind:
        case Text() | Whole() | Number() | Truth() | Snowflake():
            yield from (((), wrong) for wrong in _wrong_leaves(kind))
        case Items(of=of):
            yield (), "no list"
            yield from _wrong_counts(kind, value)
            yield from _inside(enumerate(value), value, lambda _: of)
        case Languages(of=of):
            yield (), []
            yield from _inside(value.items(), value, lambda _: of)
        case ByType(records=records):
            yield ("type",), {**value, "type": 999}
            yield from violations(records[value["type"]], value)
        case Record(fields=fields, required=required):
            yield from (((name,), {**value, name: None}) for name in required)
            yield ("surprise",), {**value, "surprise": 1}
            there = [(name, one) for name, one in value.items() if one is not None and name != "type"]
            yield from _inside(there, value, lambda name: fields[name])


def _wrong_leaves(kind: Kind) -> Iterator[Any]:
    match kind:
        case Text(values=(_, *_)):
            yield from ("none of them", 1)
        case Text(most=most, least=least):
            yield 1
            if most is not None:
                yield "x" * (most + 1)
            if least:
                yield "x" * (least - 1)
        case Whole(values=(_, *_)):
            yield from (999, "1", True)
        case Whole(least=least, most=most):
            yield from ("1", 1.5, True)
            if least is not None:
                yield least - 1
            if most is not None:
                yield most + 1
        case Snowflake():
            yield from (-1, "x", "", True)
        case _:
            yield "neither"


def _wrong_counts(kind: Items, value: list[Any]) -> Iterator[Wrong]:
    if kind.least:
        yield (), value[: kind.least - 1]
    if kind.distinct and value:
        yield (), [*value, value[0]]
    elif kind.most is not None and value and kind.most < 100:
        yield (), [value[0]] * (kind.most + 1)


def _inside(parts: Any, whole: Any, kind_of: Callable[[Any], Kind]) -> Iterator[Wrong]:
    for key, part in list(parts):
        for path, wrong in violations(kind_of(key), part):
            changed = list(whole) if isinstance(whole, list) else dict(whole)
            changed[key] = wrong
            yield (key, *path), changed
