"""The source: a tune in ABC that a request changes or begins like. Reads it and its facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from generator.errors import BadRequest, NotationError
from generator.notation.form import FormError, Section, form_of, sections
from generator.notation.melody import Bar, Melody
from generator.notation.reading.reader import read_abc
from generator.notation.theory import MODE_NAMES
from generator.notation.transpose import in_octaves, mean_pitch, nearest_to
from generator.notation.writing.bars import write_notes
from generator.request import ComposeRequest

ENDING = "ending"
_ENDING_BARS = 2
"""How many last bars of a part are its ending."""


def apply_source(request: ComposeRequest, types: Collection[str]) -> ComposeRequest:
    """The request with the key, mode, meter and form of its source, if it has one.

    The type is the source's if it is one of `types`. Raises BadRequest for what contradicts the source.
    """
    if request.source is None or request.change is None:
        return request
    tune = read_source(request.source)
    named_bars(tune, request.change)
    form = form_of(tune)
    facts = {
        "type": tune.rhythm if tune.rhythm in types else None, "key": tune.key.tonic, "mode": tune.key.mode,
        "meter": tune.meter.name, "parts": form.parts, "bars": form.bars[0],
    }  # fmt: skip
    for name, value in facts.items():
        asked = getattr(request, name)
        if value is not None and asked not in (None, value):
            has = MODE_NAMES.get(str(value), value)
            raise BadRequest(name, asked, f"the source has {has}; leave this option out")
    known = {name: value for name, value in facts.items() if value is not None}
    return ComposeRequest.from_json({**request.to_json(), **known})


def read_source(abc: str) -> Melody:
    """The tune. Raises BadRequest for what is no tune, or one whose parts a request cannot name."""
    try:
        tune = read_abc(abc)
        form = form_of(tune)
    except NotationError as error:
        allowed = f"{error.problem} (line {error.line}, column {error.column})"
        raise BadRequest("source", "this tune", allowed) from None
    except FormError as error:
        raise BadRequest("source", "this tune", f"it must have a form that can be played: {error}") from None
    if not form.even:
        raise BadRequest("source", form.field, "its parts must have the same number of bars")
    return tune


def opening_options(abc: str, *, key: str | None = None, bars: int = 2) -> dict[str, str]:
    """Options of a request for a tune that begins as this one: `opening` (its first bars), key, mode, meter.

    With a `key` the bars are transposed. Raises BadRequest.
    """
    tune = read_source(abc)
    if key is not None:
        try:
            tune = nearest_to(in_octaves(tune, key), mean_pitch(tune))
        except ValueError:
            raise BadRequest("key", key, "it does not exist in this tune's mode") from None
    first_bars = tune.bars[: bars + (tune.bars[0].duration < tune.meter.bar)]
    opening = "".join(write_notes(bar, tune.key) + "|" for bar in first_bars)
    return {"opening": opening, "key": tune.key.tonic, "mode": tune.key.mode, "meter": tune.meter.name}


def named_bars(tune: Melody, change: str) -> frozenset[int]:
    """The bars that `change` names, as indices into `tune.bars`.

    A letter is a part with its pickup and endings; "ending" is the last two bars of each part, of each time
    through; numbers count the bars as they are written, a part's pickup with its first bar.
    Raises BadRequest if there are no such bars.
    """
    places = list(_places(tune))
    if change == ENDING:
        found = {place.index for place in places if place.in_ending}
    elif change.isalpha():
        found = {place.index for place in places if place.part == change}
    else:
        first, _, last = change.partition("-")
        wanted = range(int(first), int(last or first) + 1)
        found = {place.index for place in places if place.number in wanted}
    numbers, parts = places[-1].number, places[-1].part
    if not found or (change[0].isdigit() and wanted[-1] > numbers):
        allowed = f"this tune has parts A to {parts} and bars 1 to {numbers}"
        raise BadRequest("change", change, allowed if parts != "A" else f"this tune has bars 1 to {numbers}")
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Place:
    """A bar's place: its index, its part's letter, its number, whether it belongs to the part's ending."""

    index: int
    part: str
    number: int
    in_ending: bool


def _places(tune: Melody) -> Iterator[_Place]:
    indices, numbers, number = count(), count(1), 0
    for letter, part in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sections(tune), strict=False):
        pickup = _has_pickup(part, tune.meter.bar)
        for at, (_, in_ending) in enumerate(_with_endings(part)):
            number = next(numbers) if not (pickup and at == 1) else number
            yield _Place(next(indices), letter, number, in_ending)


def _has_pickup(part: Section, full: Fraction) -> bool:
    return len(part.bars) > 1 and part.bars[0].duration < full


def _with_endings(part: Section) -> Iterator[tuple[Bar, bool]]:
    """The part's bars as written, and whether each is among the last ones of a time through."""
    shortest = min((len(ending.bars) for ending in part.endings), default=0)
    for run, bars_after in ((part.bars, shortest), *((ending.bars, 0) for ending in part.endings)):
        for at, bar in enumerate(run):
            yield bar, len(run) - at + bars_after <= _ENDING_BARS
