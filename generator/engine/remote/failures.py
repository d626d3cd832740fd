"""Errors as they cross from a worker to the engine: the class of a LiltError, and what it was made of."""

from __future__ import annotations

from typing import Any

from generator.errors import (
    BadRequest,
    ComposeError,
    EngineError,
    JobFailed,
    LiltError,
    ModelError,
    NotationError,
    RenderError,
    WorkFailed,
)

_BY_SENTENCE: dict[str, type[LiltError]] = {
    one.__name__: one for one in (ComposeError, RenderError, ModelError, EngineError, WorkFailed, JobFailed)
}
_LONGEST = 2000
"""Characters of a text in an error."""


def to_json(error: LiltError) -> dict[str, Any]:
    """A class that does not cross becomes JobFailed with the same sentence."""
    match error:
        case BadRequest(option=option, value=value, allowed=allowed):
            return {"kind": "BadRequest", "parts": [option, str(value)[:_LONGEST], allowed]}
        case NotationError(problem=problem, line=line, column=column):
            return {"kind": "NotationError", "parts": [problem, line, column]}
        case _:
            kind = type(error).__name__
            return {"kind": kind if kind in _BY_SENTENCE else "JobFailed", "parts": [str(error)]}


def from_json(data: Any) -> LiltError:
    """The error. Raises ValueError for anything that `to_json` does not make."""
    match data:
        case {"kind": "BadRequest", "parts": [str(option), str(value), str(allowed)]}:
            return BadRequest(option[:_LONGEST], value[:_LONGEST], allowed[:_LONGEST])
        case {"kind": "NotationError", "parts": [str(problem), int(line), int(column)]}:
            return NotationError(problem[:_LONGEST], line, column)
        case {"kind": str(kind), "parts": [str(sentence)]} if kind in _BY_SENTENCE:
            return _BY_SENTENCE[kind](sentence[:_LONGEST])
        case _:
            raise ValueError("not an error")
