"""What programs that count bars need to know of a tune as it is played: its meters, bar lines and keys.

Beside that where the beats of a bar lie, in even meters and in others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import FREE, Key, Meter

_LARGEST_UNIT = 64
_LARGEST_COUNT = 255
"""What a time signature in a MIDI file can say."""


def uneven(meter: Meter) -> bool:
    """Whether the beats of a bar are grouped in a way of their own, as in 7/8 or (3+3+2)/8."""
    return not meter.free and (bool(meter.groups) or len(set(meter.beats)) > 1)


@lru_cache(maxsize=256)
def beat_onsets(meter: Meter) -> tuple[Fraction, ...]:
    """Where the beats of a bar begin: in 7/8 at 0, 1/4 and 1/2."""
    return (Fraction(0), *accumulate(meter.beats[:-1]))


def meter_marks(bars: Sequence[PlayedBar]) -> tuple[tuple[Fraction, Meter], ...]:
    """(onset, meter), where it changes, so that every written bar line lies at the end of a counted bar.

    A pickup at the beginning, a bar of a free meter, and any other bar that is not filled up by the next one
    has a meter of its own length; so has one that no time signature can describe, which is then left out.
    """
    marks: list[tuple[Fraction, Meter]] = []
    onset = Fraction(0)
    for length, meter in _counted_bars(bars):
        fitting = meter if length == meter.bar and _can_be_said(meter) else _meter_of(length, meter)
        if fitting is not None and (not marks or not _same(marks[-1][1], fitting)):
            marks.append((onset, fitting))
        onset += length
    return tuple(marks) or ((Fraction(0), FREE),)


def _counted_bars(bars: Sequence[PlayedBar]) -> list[tuple[Fraction, Meter]]:
    """Lengths and meters of the bars, a short one and the pickup that fills it up taken as one."""
    counted: list[tuple[Fraction, Meter]] = []
    for bar in bars:
        length = bar.bar.duration
        if bar.offset and counted and counted[-1][0] + length == counted[-1][1].bar:
            counted[-1] = counted[-1][1].bar, counted[-1][1]
        else:
            counted.append((length, bar.meter))
    return counted


def _same(one: Meter, other: Meter) -> bool:
    return (one.count, one.unit) == (other.count, other.unit)


def _can_be_said(meter: Meter) -> bool:
    power_of_two = not meter.unit & (meter.unit - 1)
    return power_of_two and meter.unit <= _LARGEST_UNIT and meter.count <= _LARGEST_COUNT


def _meter_of(length: Fraction, meter: Meter) -> Meter | None:
    """A meter whose bar is so long, in the unit of the tune's own meter or a smaller one."""
    unit = max(meter.unit, length.denominator)
    count = length * unit
    fitting = Meter(int(count), unit) if count.denominator == 1 and count else None
    return fitting if fitting is not None and _can_be_said(fitting) else None


def key_marks(bars: Sequence[PlayedBar]) -> tuple[tuple[Fraction, Key], ...]:
    """(onset, key), where it changes, also where a repeat goes back to another key."""
    marks: list[tuple[Fraction, Key]] = []
    for onset, key in _keys(bars):
        if not marks or marks[-1][1] != key:
            marks.append((onset, key))
    return tuple(marks)


def _keys(bars: Sequence[PlayedBar]) -> Iterator[tuple[Fraction, Key]]:
    for bar in bars:
        yield bar.onset, bar.key
        yield from ((onset, change.key) for onset, change in bar.changes_inside if change.key)
