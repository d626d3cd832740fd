"""Where the beats of a bar are, for spaces between beams."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Self

from generator.notation.theory import Meter

_QUARTER, _HALF, _COMPOUND = Fraction(1, 4), Fraction(1, 2), Fraction(3, 8)


@dataclass(frozen=True, slots=True)
class Beats:
    """`beam`: the length of what is beamed together. `starts`: where uneven beats begin in a bar, if they do.

    Positions are in whole notes, counted from a bar line.
    """

    beam: Fraction
    bar: Fraction
    starts: frozenset[Fraction] = frozenset()

    @classmethod
    def of(cls, meter: Meter) -> Self:
        beats = meter.beats
        if meter.unit == 8 and len(set(beats)) > 1:
            return cls(meter.beat, meter.bar, frozenset(accumulate(beats[:-1], initial=Fraction(0))))
        return cls(_HALF if meter.name == "4/4" else meter.beat, meter.bar)

    def begin(self, position: Fraction) -> bool:
        """Whether a beat begins here."""
        if self.starts:
            return position % self.bar in self.starts
        return position % self.beam == 0

    def hold_pair(self, position: Fraction) -> bool:
        """Whether a dotted pair that begins here ends before the next beat."""
        if self.starts:
            begin = position % self.bar
            return not any(begin < start < begin + _QUARTER for start in self.starts)
        beat = self.beam if self.beam == _COMPOUND else _QUARTER
        return position % beat + _QUARTER <= beat
