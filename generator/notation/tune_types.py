"""The types of tune: the usual meters of each, and its beat and tempo."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from generator.notation.theory import Meter


@dataclass(frozen=True, slots=True)
class TuneType:
    """`beats`: meter -> (length of the beat one counts, beats per minute); the usual meter first.

    A tune in cut time (2/2) is as fast as one in 4/4: old collections print the same tunes in both.
    """

    name: str
    beats: dict[str, tuple[Fraction, int]]


_HALF, _QUARTER, _EIGHTH, _DOTTED = Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(3, 8)

TUNE_TYPES = {
    tune_type.name: tune_type
    for tune_type in (
        TuneType("reel", {"4/4": (_HALF, 100), "2/2": (_HALF, 100), "2/4": (_QUARTER, 100)}),
        TuneType("jig", {"6/8": (_DOTTED, 112), "12/8": (_DOTTED, 112), "3/8": (_DOTTED, 112)}),
        TuneType("slip jig", {"9/8": (_DOTTED, 116)}),
        TuneType("hornpipe", {"4/4": (_HALF, 80), "2/2": (_HALF, 80), "2/4": (_QUARTER, 80)}),
        TuneType("strathspey", {"4/4": (_QUARTER, 132), "2/2": (_HALF, 66)}),
        TuneType(
            "march",
            {"4/4": (_HALF, 88), "2/2": (_HALF, 88), "2/4": (_QUARTER, 88), "6/8": (_DOTTED, 88)},
        ),
        TuneType("polka", {"2/4": (_QUARTER, 120)}),
        TuneType("waltz", {"3/4": (_QUARTER, 132)}),
        TuneType(
            "air",
            {"4/4": (_QUARTER, 88), "2/2": (_HALF, 44), "3/4": (_QUARTER, 88), "6/8": (_DOTTED, 60)},
        ),
        TuneType("misc", {}),
    )
}
MISC = "misc"
"""The label of tunes whose type is not known."""

_SIXTEENTH = Fraction(1, 16)
_USUAL_BEAT = {
    1: (_HALF, 88), 2: (_HALF, 66), 4: (_QUARTER, 112), 8: (_EIGHTH, 168), 16: (_EIGHTH, 200),
    32: (_SIXTEENTH, 200),
}  # fmt: skip
"""The lower number of a meter -> the beat. Over 16 stand quick uneven dances, such as the rachenitsa in 7/16:
their long and short beats are two and three sixteenths, of which there are 400 a minute."""
_USUAL_DOTTED = {8: 96, 16: 112, 32: 112}
"""The same in dotted beats, three of the lower number's notes each."""


def known_type(name: str) -> str:
    """The name of a type in `TUNE_TYPES`: this one, or that of tunes whose type is not known."""
    return name if name in TUNE_TYPES else MISC


def beat_of(tune_type: str, meter: Meter) -> tuple[Fraction, int]:
    """The beat that a tempo counts, and the usual tempo in beats per minute."""
    known = TUNE_TYPES[known_type(tune_type)].beats.get(meter.name)
    if known:
        return known
    if meter.compound or (meter.unit > 8 and meter.count % 3 == 0 and not meter.groups):
        return Fraction(3, meter.unit), _USUAL_DOTTED[meter.unit]
    return _USUAL_BEAT[meter.unit]
