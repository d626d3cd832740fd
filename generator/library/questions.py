"""What can be asked of a library over the wire: a line of JSON, and the bytes of a file where there is one.

Nothing is pickled. A worker checks every field of a question before it is answered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.errors import BadRequest
from generator.importing import files
from generator.json_text import read_json
from generator.request import can_be_named

LARGEST_LINE = 512 * 2**10
"""Bytes of the line of JSON."""
MOST_PITCHES = 65_536
"""Notes of a tune; a text that users send has no more characters."""
MOST_STEPS = 4096
LONGEST_NAME = 300
"""Characters of a file's name; of those of a longer one, the last count."""


@dataclass(frozen=True, slots=True)
class Question:
    """`what` is a method of Library, `about` its argument if it has one, `content` that of a file."""

    what: str
    about: Any = None
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: how many a worker answers at once, and how long an answer may take (seconds)."""

    at_once: int
    seconds: float


KINDS = {
    "catalogue": Kind(4, 2.0),
    "models": Kind(4, 2.0),
    "card": Kind(4, 2.0),
    "nearest": Kind(2, 4.0),
    "containing": Kind(2, 4.0),
    "read_file": Kind(2, 30.0),
}


def encode(question: Question) -> bytes:
    """The question as a message, without its kind: that is the subject's."""
    about = question.about
    if question.what == "read_file":
        about = about[-LONGEST_NAME:]
    return json.dumps(about).encode() + b"\n" + question.content


def decode(what: str, message: bytes) -> Question:
    """The question in a message. Raises BadRequest for anything that `encode` does not write."""
    line, _, content = message[: LARGEST_LINE + files.LARGEST + 1].partition(b"\n")
    try:
        about = read_json(line) if len(line) <= LARGEST_LINE else ...
    except ValueError:
        about = ...
    if not _is_right(what, about) or len(content) > (files.LARGEST if what == "read_file" else 0):
        raise BadRequest("question", what, "it must be what a bot of this version asks")
    return Question(what, about, content)


def _is_right(what: str, about: Any) -> bool:
    match what, about:
        case (("models" | "card"), None):
            return True
        case "catalogue", None:
            return True
        case "catalogue", str():
            return can_be_named(about)
        case "nearest", list():
            return len(about) <= MOST_PITCHES and all(type(one) is int and 0 <= one < 128 for one in about)
        case "containing", str():
            return len(about) <= MOST_STEPS
        case "read_file", str():
            return len(about) <= LONGEST_NAME
        case _:
            return False


def playable(pitches: Sequence[int]) -> list[int]:
    """The first pitches of a tune, as many as can be asked about."""
    return list(pitches[:MOST_PITCHES])
