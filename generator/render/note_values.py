"""Note values: which lengths can be printed as one note, and how the others are split into tied notes.

Knows nothing of pitches or files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

NAMES = {
    Fraction(2): "breve",
    Fraction(1): "whole",
    Fraction(1, 2): "half",
    Fraction(1, 4): "quarter",
    Fraction(1, 8): "eighth",
    Fraction(1, 16): "16th",
    Fraction(1, 32): "32nd",
    Fraction(1, 64): "64th",
    Fraction(1, 128): "128th",
}
"""Length in whole notes -> MusicXML's name of the note type, longest first."""

MOST_DOTS = 2
FLAGS = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4, "128th": 5}
"""How many flags or beams a note type has; the others have none."""


@dataclass(frozen=True, slots=True)
class NoteValue:
    """A printed note: `type` with `dots`. `length` is what it stands for, in whole notes."""

    length: Fraction
    type: str
    dots: int = 0

    @property
    def flags(self) -> int:
        return FLAGS.get(self.type, 0)


def _dotted(base: Fraction, dots: int) -> Fraction:
    return base * (2 - Fraction(1, 2**dots))


_BY_LENGTH = {
    _dotted(base, dots): NoteValue(_dotted(base, dots), name, dots)
    for base, name in NAMES.items()
    for dots in range(MOST_DOTS + 1)
}
_PRINTABLE = [_BY_LENGTH[length] for length in sorted(_BY_LENGTH, reverse=True)]


def split_length(length: Fraction) -> list[NoteValue]:
    """The note values whose lengths add up to exactly `length`, longest first.

    A rest below the shortest value is added to the last one, which is then printed a little too short.
    """
    values: list[NoteValue] = []
    rest = length
    for value in _PRINTABLE:
        count = int(rest // value.length)
        values.extend([value] * count)
        rest -= count * value.length
    if rest and values:
        last = values.pop()
        values.append(replace(last, length=last.length + rest))
    elif rest:
        values.append(replace(_PRINTABLE[-1], length=rest))
    return values


def split_at_beat(length: Fraction, start: Fraction, beat: Fraction) -> list[NoteValue]:
    """As `split_length`, but a note that has to be split is split on a beat, if that gives two notes."""
    end = start + length
    cut = (-(-end // beat) - 1) * beat
    whole = _BY_LENGTH.get(length)
    before, after = _BY_LENGTH.get(cut - start), _BY_LENGTH.get(end - cut)
    if whole:
        return [whole]
    return [before, after] if before and after else split_length(length)
