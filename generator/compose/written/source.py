"""The source: a tune in ABC that a request changes. Reads it, its facts, and which of its bars are named."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from generator.catalogue import can_be_asked
from generator.compose.written.sketch import shown_form
from generator.errors import BadRequest, NotationError
from generator.notation.form import FormError
from generator.notation.melody import Melody
from generator.notation.places import named, places, what_can_be_named
from generator.notation.reading.reader import read_abc
from generator.notation.theory import MODE_NAMES
from generator.notation.tune_types import beat_of
from generator.playing import TEMPOS
from generator.request import ComposeRequest

ENDING = "ending"
_PART = re.compile("[A-Z]")


def apply_source(request: ComposeRequest, types: Collection[str]) -> ComposeRequest:
    """The request with the type, key, mode, meter, form and tempo of its source, if it has one.

    What no request can name stays None: a free meter, parts of different lengths, a tempo of other beats. A
    type that is asked for counts where the source's is none of `types`, the ones that the model has learnt.
    Raises BadRequest for what contradicts the source.
    """
    if request.source is None or request.change is None:
        return request
    tune = read_source(request.source)
    named_bars(tune, request.change)
    facts = facts_of(tune)
    if tune.rhythm not in types and request.type not in (None, tune.rhythm):
        del facts["type"]
        if request.type not in types:
            raise BadRequest("type", request.type, "this model knows only " + ", ".join(types))
    form = shown_form(tune).field
    shown = {"mode": MODE_NAMES[tune.key.mode], "parts": form, "bars": form}
    for name, value in facts.items():
        asked = getattr(request, name)
        if asked not in (None, value):
            allowed = f"the source has {shown.get(name, value)}; leave this option out"
            raise BadRequest(name, MODE_NAMES.get(str(asked), asked), allowed)
    return request.with_facts({**facts, "tempo": request.tempo or _tempo(tune)})


def facts_of(tune: Melody) -> dict[str, Any]:
    """Option -> the tune's; None for a form that no request can name. Raises FormError."""
    form = shown_form(tune)
    named = can_be_asked(form)
    return {
        "type": tune.rhythm or None, "key": tune.key.tonic, "mode": tune.key.mode, "meter": tune.meter.name,
        "parts": form.parts if named else None, "bars": form.bars[0] if named else None,
    }  # fmt: skip


def _tempo(tune: Melody) -> int | None:
    """Beats per minute, where the tune's tempo counts the usual beats; the usual tempo if it has none."""
    beat, usual = beat_of(tune.rhythm, tune.meter)
    if tune.tempo is None:
        return usual
    return tune.tempo[1] if tune.tempo[0] == beat and TEMPOS[0] <= tune.tempo[1] <= TEMPOS[1] else None


def read_source(abc: str) -> Melody:
    """The tune. Raises BadRequest for what is no tune, and for repeats that no player can follow."""
    try:
        tune = read_abc(abc)
        places(tune)
    except NotationError as error:
        allowed = f"{error.problem} (line {error.line}, column {error.column})"
        raise BadRequest("source", "this tune", allowed) from None
    except FormError as error:
        raise BadRequest("source", "this tune", f"it must have a form that can be played: {error}") from None
    return tune


def named_bars(tune: Melody, change: str) -> frozenset[int]:
    """The bars that `change` names, as indices into `tune.bars`.

    "ending" is the last two bars of each part, of each time through; for the others see `places.named`.
    Raises BadRequest if there are no such bars.
    """
    found = places(tune)
    chosen = [place for place in found if place.in_ending] if change == ENDING else named(found, change)
    if not chosen:
        raise BadRequest("change", change, f"this tune has {what_can_be_named(found)}")
    return frozenset(place.index for place in chosen)


def part_names(tune: Melody) -> list[str]:
    """The names of the parts that `change` can be, in their order."""
    return [name for name in dict.fromkeys(place.name for place in places(tune)) if _PART.fullmatch(name)]


@lru_cache(256)
def changeable(abc: str) -> tuple[tuple[str, ...], int]:
    """The names of a tune's parts, and how many bars can be named; none of a text that is no source."""
    try:
        tune = read_source(abc)
    except BadRequest:
        return (), 0
    return tuple(part_names(tune)), places(tune)[-1].number
