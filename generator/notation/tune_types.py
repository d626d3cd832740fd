"""The types of tune: the usual meters of each, and its beat and tempo."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from generator.notation.theory import Meter


@dataclass(frozen=True, slots=True)
class TuneType:
    """`beats`: meter -> (length of the beat one counts, beats per minute); the usual meter first."""

    name: str
    beats: dict[str, tuple[Fraction, int]]


_HALF, _QUARTER, _EIGHTH, _DOTTED = Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(3, 8)

TUNE_TYPES = {
    tune_type.name: tune_type
    for tune_type in (
        TuneType("reel", {"4/4": (_HALF, 100), "2/4": (_QUARTER, 100)}),
        TuneType("jig", {"6/8": (_DOTTED, 112), "12/8": (_DOTTED, 112)}),
        TuneType("slip jig", {"9/8": (_DOTTED, 116)}),
        TuneType("hornpipe", {"4/4": (_HALF, 80), "2/4": (_QUARTER, 80)}),
        TuneType("strathspey", {"4/4": (_QUARTER, 132)}),
        TuneType("march", {"4/4": (_HALF, 88), "2/4": (_QUARTER, 88), "6/8": (_DOTTED, 88)}),
        TuneType("polka", {"2/4": (_QUARTER, 120)}),
        TuneType("waltz", {"3/4": (_QUARTER, 132)}),
        TuneType("air", {"4/4": (_QUARTER, 88), "3/4": (_QUARTER, 88), "6/8": (_DOTTED, 60)}),
        TuneType("misc", {}),
    )
}
MISC = "misc"
"""The label of tunes whose type is not known."""

_USUAL_BEAT = {2: (_HALF, 66), 4: (_QUARTER, 112), 8: (_DOTTED, 96)}


def known_type(name: str) -> str:
    """The name of a type in `TUNE_TYPES`: this one, or that of tunes whose type is not known."""
    return name if name in TUNE_TYPES else MISC


def beat_of(tune_type: str, meter: Meter) -> tuple[Fraction, int]:
    """The beat that a tempo counts, and the usual tempo in beats per minute."""
    known = TUNE_TYPES[known_type(tune_type)].beats.get(meter.name)
    if known:
        return known
    beat, tempo = _USUAL_BEAT.get(meter.unit, (meter.beat, 112))
    return (beat, tempo) if meter.unit != 8 or meter.beat == _DOTTED else (_EIGHTH, 168)
