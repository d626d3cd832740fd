"""What comes of a task, as it goes back: a line of JSON, then the bytes of the files one after the other.

Nothing is pickled, and nothing that a worker sends is believed before it is checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from generator.compose.composition import Composition
from generator.engine.remote import failures
from generator.errors import LiltError
from generator.json_text import read_json
from generator.tune import Rendering, Tune

LARGEST = 512 * 2**20
"""Bytes of a result. Ten minutes of WAV, the longest, have 115 MB."""
_LONGEST_LINE = 2**20
_MOST_TIMINGS = 50
_MOST_NOTICES, _LONGEST_NOTICE = 20, 500


class Crashed(Exception):
    """A worker failed in a way that nobody expected; its log has the details."""


class Malformed(Exception):
    """Not a result; says why."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The result lies in the bucket, under this name."""

    name: str


Outcome = Composition | Rendering | LiltError | Crashed
"""What comes of a task."""


def encode(outcome: Outcome) -> bytes:
    """The outcome as a message."""
    match outcome:
        case Composition(tune=tune, timings=timings):
            return _line({"tune": tune.to_json(), "timings": dict(timings)})
        case Rendering(files=files, seconds=seconds, timings=timings, further_pages=pages, notices=said):
            sizes = {name: len(content) for name, content in files.items()}
            more = list(map(len, pages))
            facts = {"seconds": seconds, "timings": dict(timings), "notices": list(said)}
            head = _line({**facts, "files": sizes, "pages": more})
            return head + b"".join([*files.values(), *pages])
        case LiltError():
            return _line({"error": failures.to_json(outcome)})
        case Crashed():
            return _line({"crash": str(outcome)})


def encode_stored(name: str) -> bytes:
    """The message that says where the result is."""
    return _line({"stored": name})


def decode(message: bytes) -> Outcome | Stored:
    """The outcome in a message, or where it is. Raises Malformed."""
    line, newline, _ = message[:_LONGEST_LINE].partition(b"\n")
    if not newline or len(message) > LARGEST:
        raise Malformed("it has no first line, or is too large")
    try:
        return _outcome(read_json(line), message[len(line) + 1 :])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, LiltError) as error:
        raise Malformed(str(error)[:200]) from None


def _outcome(data: Any, content: bytes) -> Outcome | Stored:
    """Raises what the values raise."""
    match data:
        case {"tune": dict(tune), "timings": dict(timings), **rest} if not rest and not content:
            return Composition(Tune.from_json(tune), _timings(timings))
        case {
            "seconds": int() | float() as seconds,
            "timings": dict(timings),
            "files": dict(sizes),
            "pages": list(more),
            "notices": list(said),
            **rest,
        } if not rest:
            contents = _split(content, [*sizes.values(), *more])
            files = dict(zip(sizes, contents, strict=False))
            pages = tuple(contents[len(sizes) :])
            return Rendering(
                files=files, seconds=seconds, timings=_timings(timings), further_pages=pages,
                notices=_notices(said),
            )  # fmt: skip
        case {"error": error, **rest} if not rest and not content:
            return failures.from_json(error)
        case {"crash": str(text), **rest} if not rest and not content:
            return Crashed(text[:200])
        case {"stored": str(name), **rest} if not rest and not content:
            return Stored(name[:300])
        case _:
            raise ValueError("its first line is of no known kind")


def _split(content: bytes, sizes: Sequence[Any]) -> list[bytes]:
    """The files that lie one after the other. Raises ValueError."""
    files: list[bytes] = []
    begin = 0
    for size in sizes:
        if not isinstance(size, int) or not 0 <= size <= len(content) - begin:
            raise ValueError(f"there is no file of {size!r:.40} bytes")
        files.append(content[begin : begin + size])
        begin += size
    if begin != len(content):
        raise ValueError("its files are shorter than its text")
    return files


def _notices(data: Sequence[Any]) -> tuple[str, ...]:
    """Raises ValueError."""
    if len(data) > _MOST_NOTICES or not all(isinstance(one, str) for one in data):
        raise ValueError("its notices are no sentences")
    return tuple(one[:_LONGEST_NOTICE] for one in data)


def _timings(data: Mapping[str, Any]) -> dict[str, float]:
    """Raises ValueError."""
    values: Sequence[Any] = list(data.values())
    if len(values) > _MOST_TIMINGS or not all(
        isinstance(one, (int, float)) and isfinite(one) for one in values
    ):
        raise ValueError("its timings are no numbers")
    return {name[:40]: float(seconds) for name, seconds in data.items()}


def _line(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data).encode() + b"\n"
