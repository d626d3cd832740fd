"""Beaming: which notes share a beam, by the beats of the meter.

Knows nothing of pitches, bar lines or MusicXML.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from generator.notation.theory import Meter
from generator.render.engraving import Symbol

_QUARTER, _HALF = Fraction(1, 4), Fraction(1, 2)

Beams = tuple[str, ...]
"""For each level, the eighths' beam first: MusicXML's begin, continue, end, forward hook, backward hook."""


def beams(symbols: Sequence[Symbol], meter: Meter, start: Fraction) -> list[Beams]:
    """The beams at each symbol of a bar; its first symbol lies `start` after the bar line (pickups: late)."""
    result: list[Beams] = [()] * len(symbols)
    for run in _runs(symbols, _groups(symbols, meter, start)):
        for index in run:
            levels = range(1, symbols[index].value.flags + 1)
            result[index] = tuple(_beam(symbols, run, index, level) for level in levels)
    return result


def _groups(symbols: Sequence[Symbol], meter: Meter, start: Fraction) -> list[Fraction]:
    """For each symbol, where its group begins: a beat, or half a bar of nothing shorter than eighths."""
    positions = [start]
    for symbol in symbols:
        positions.append(positions[-1] + symbol.duration)
    if meter.unit >= 8 and len(set(meter.beats)) > 1:
        return [_beat_begins(meter, position) for position in positions[:-1]]
    if not _pairs_beats(meter):
        beat = meter.bar if meter.name == "3/8" else max(meter.beat, _QUARTER)
        return [position // beat * beat for position in positions[:-1]]
    halves = [position // _HALF * _HALF for position in positions[:-1]]
    fine = {half for half, symbol in zip(halves, symbols, strict=True) if symbol.value.flags > 1}
    return [
        position // _QUARTER * _QUARTER if half in fine else half
        for position, half in zip(positions, halves, strict=False)
    ]


def _beat_begins(meter: Meter, position: Fraction) -> Fraction:
    """Where the beat begins that a position lies in; the beats of uneven meters differ."""
    bar = position // meter.bar * meter.bar
    begins = [bar + onset for onset in accumulate(meter.beats, initial=Fraction(0))]
    return begins[bisect_right(begins, position) - 1]


def _pairs_beats(meter: Meter) -> bool:
    return meter.unit == 2 or (meter.unit == 4 and meter.count in (2, 4))


def _runs(symbols: Sequence[Symbol], groups: Sequence[Fraction]) -> Iterator[range]:
    """Stretches of two or more flagged notes in one group; a tuplet keeps to itself."""
    first = 0
    for index, symbol in enumerate(symbols):
        before = symbols[index - 1] if index else symbol
        broken = groups[index] != groups[first] or symbol.tuplet_starts or before.tuplet_stops
        if broken or not _flagged(before) or not _flagged(symbol):
            if index - first > 1:
                yield range(first, index)
            first = index
    if len(symbols) - first > 1:
        yield range(first, len(symbols))


def _flagged(symbol: Symbol) -> bool:
    return bool(symbol.pitches) and symbol.value.flags > 0


def _beam(symbols: Sequence[Symbol], run: range, index: int, level: int) -> str:
    left = index > run.start and symbols[index - 1].value.flags >= level
    right = index + 1 < run.stop and symbols[index + 1].value.flags >= level
    if left and right:
        return "continue"
    if left or right:
        return "end" if left else "begin"
    leans_right = index == run.start or (symbols[index - 1].value.dots == 0 and index + 1 < run.stop)
    return "forward hook" if leans_right else "backward hook"
