"""The opening of a challenge: a tune's first two bars, or what somebody typed, and how to go on from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from generator.catalogue import Catalogue
from generator.compose.written.continuation import continued
from generator.errors import BadRequest, NotationError
from generator.instruments import DEFAULT_INSTRUMENT, INSTRUMENTS, NO_BACKING
from generator.notation.intervals import pitches_of
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import lies_within
from generator.request import ComposeRequest
from generator.tune import Tune

TITLE = "Challenge"
_OPTIONS = ("type", "key", "mode", "meter", "opening")
"""What an answer has in common with the opening; how it is played is up to the server."""


def answers_to(tune: Tune, typed: str | None, catalogue: Catalogue) -> ComposeRequest:
    """What an answer is asked for: the tune's type, key and meter, and the opening that was typed or its own.

    Raises BadRequest where the tune has no bars to begin with. Reads the tune: not on the event loop.
    """
    request = tune.request
    facts = {name: getattr(request, name) for name in _OPTIONS}
    if typed is None:
        facts |= continued(tune.abc, catalogue, instrument=request.instrument, tune_type=request.type)
    else:
        facts["opening"] = typed
    return ComposeRequest.from_json({name: value for name, value in facts.items() if value is not None})


def options_of(asked: ComposeRequest) -> dict[str, Any]:
    """The options of an answer, from what `answers_to` returned."""
    return {name: getattr(asked, name) for name in _OPTIONS}


def defaults_for(
    opening: str | None, key: str | None, mode: str | None, defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """A server's `defaults` for a tune that begins with an opening, so that its instrument can play that.

    Where the usual one cannot, it is the default one, or the first that can. Where none can, or the opening
    cannot be read, they stay: composing says what is wrong. The key may be open.
    """
    if opening is None:
        return dict(defaults)
    try:
        melody = read_abc(f"M:none\nL:1/8\nK:{key or 'C'}{mode or 'maj'}\n{opening}")
    except NotationError:
        return dict(defaults)
    signs = 0 if key and mode else 1  # a key may move each note by so many semitones
    for name in (defaults.get("instrument", DEFAULT_INSTRUMENT), DEFAULT_INSTRUMENT, *INSTRUMENTS):
        plays = INSTRUMENTS[name]
        if lies_within(melody, plays.lowest + signs, plays.highest - signs):
            return {**defaults, "instrument": name}
    return dict(defaults)


def check_begins(pitches: Sequence[int], opening: Tune) -> None:
    """Check that these notes (MIDI numbers) begin as the opening does, in whatever key. Raises BadRequest."""
    first = pitches_of(read_abc(opening.abc))
    if _steps(pitches[: len(first)]) != _steps(first):
        allowed = "an answer begins with the notes of the opening, in whatever key"
        raise BadRequest("ABC", "this tune", allowed)


def _steps(pitches: Sequence[int]) -> list[int]:
    """The first pitch as 0, each next one as its interval from the one before."""
    return [after - before for before, after in pairwise([*pitches[:1], *pitches])]


def opening_alone(tune: Tune, asked: ComposeRequest) -> Tune:
    """The opening alone, as a tune to hear and see."""
    fields = {"X": "1", "T": TITLE, "M": asked.meter or "4/4", "L": "1/8"}
    head = "\n".join(f"{name}:{value}" for name, value in fields.items())
    abc = f"{head}\nK:{asked.key or 'C'}{asked.mode or 'maj'}\n{(asked.opening or '').rstrip('| ')}|]\n"
    kind = {name: getattr(asked, name) for name in ("type", "key", "mode", "meter")}
    alone: dict[str, Any] = {"opening": None, "parts": None, "bars": None, "backing": NO_BACKING, "times": 1}
    request = replace(tune.request, **kind, **alone)
    return Tune(request=request, title=TITLE, abc=abc, model=tune.model)
