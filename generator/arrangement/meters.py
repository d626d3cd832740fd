"""Where bar lines lie in a tune as it is played, for programs that count bars from the beginning."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import Meter

_LARGEST_UNIT = 64
_LARGEST_COUNT = 255
"""What a time signature in a MIDI file can say."""


def meter_marks(bars: Sequence[PlayedBar], meter: Meter) -> tuple[tuple[Fraction, Meter], ...]:
    """(onset, meter), where it changes, so that every written bar line lies at the end of a counted bar.

    A pickup at the beginning, and any other bar that is not filled up by the next one, has a meter of its own
    length; so has one that no time signature can describe, which is then left out.
    """
    marks: list[tuple[Fraction, Meter]] = []
    onset = Fraction(0)
    for length in _counted_bars(bars, meter.bar):
        fitting = meter if length == meter.bar else _meter_of(length, meter)
        if fitting is not None and (not marks or marks[-1][1] != fitting):
            marks.append((onset, fitting))
        onset += length
    return tuple(marks) or ((Fraction(0), meter),)


def _counted_bars(bars: Sequence[PlayedBar], full: Fraction) -> list[Fraction]:
    """Lengths of the bars, a short one and the pickup that fills it up taken as one."""
    lengths: list[Fraction] = []
    for bar in bars:
        length = bar.bar.duration
        fills_up = bar.offset and len(lengths) and lengths[-1] + length == full
        if fills_up:
            lengths[-1] = full
        else:
            lengths.append(length)
    return lengths


def _meter_of(length: Fraction, meter: Meter) -> Meter | None:
    """A meter whose bar is so long, in the unit of the tune's own meter or a smaller one."""
    unit = max(meter.unit, length.denominator)
    count = length * unit
    if count.denominator != 1 or unit > _LARGEST_UNIT or unit & (unit - 1) or count > _LARGEST_COUNT:
        return None
    return Meter(int(count), unit)
