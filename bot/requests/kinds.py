"""The kind of a tune that somebody sent, and the nearest that the model has learnt, in words."""

from __future__ import annotations

from bot.markdown import escaped
from generator.notation.theory import MODE_NAMES, Meter
from generator.request import ComposeRequest


def said_of_kind(wished: ComposeRequest, asked: ComposeRequest) -> list[str]:
    """That a tune of another kind is composed than was `wished`, as markdown, where that makes a difference.

    Cut time and common time make none.
    """
    if (wished.type, wished.mode, _bar(wished)) == (asked.type, asked.mode, _bar(asked)):
        return []
    return [f"The model has not learnt {_kind(wished)}. The nearest it knows is {_kind(asked)}."]


def _bar(request: ComposeRequest) -> object:
    return request.meter and Meter.parse(request.meter).bar


def _kind(request: ComposeRequest) -> str:
    """ "jig, 6/8, Dorian"."""
    mode = request.mode and MODE_NAMES[request.mode]
    return escaped(", ".join(filter(None, (request.type, request.meter, mode))))
