"""The click: a wood block on every beat, the first of a bar higher, and the bar of it before the music.

The clicks are where the beats are written: swing and lilt do not move them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from generator.arrangement.accompaniment.count_in import counted_beats, later
from generator.arrangement.parts import Performance, PlayedNote, Player, Role
from generator.arrangement.practice.rehearsal import bar_positions, count_in_length
from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import Meter
from generator.practice import Practice

NAME = "click"
WOOD_BLOCK = 115
"""General MIDI, from 0. It has a channel of its own, since all drums share one volume."""
STRONG, WEAK = 84, 76
"""Pitches."""
_LOUD, _SOFT = 110, 84
"""Velocities."""
_LENGTH = Fraction(1, 32)


def with_clicks(
    performance: Performance, bars: Sequence[PlayedBar], practice: Practice, rhythm: str
) -> Performance:
    """The performance with a click as `practice` asks for it, the bar of the count-in before it.

    A pickup comes at the end of that bar; if it is longer than half a bar, there is one bar more.
    """
    first = bars[0]
    clicks = list(_on_beats(bars, rhythm)) if practice.click else []
    if practice.count_in:
        length = count_in_length(first)
        performance = later(performance, length, -length % first.meter.bar, first.meter)
        clicks = [
            *_counted(length, first.meter, rhythm),
            *(replace(one, onset=one.onset + length) for one in clicks),
        ]
    if not clicks:
        return performance
    player = Player(NAME, Role.CLICK, WOOD_BLOCK, 0.0, tuple(clicks))
    return replace(performance, players=(*performance.players, player))


def _on_beats(bars: Sequence[PlayedBar], rhythm: str) -> Iterator[PlayedNote]:
    for bar, position in zip(bars, bar_positions(bars), strict=True):
        if not bar.meter.free:
            line = bar.onset - position
            yield from _clicks(line, (bar.onset, bar.end), bar.meter, rhythm)


def _counted(length: Fraction, meter: Meter, rhythm: str) -> Iterator[PlayedNote]:
    yield from _clicks(Fraction(0), (Fraction(0), length), meter, rhythm)


def _clicks(
    line: Fraction, span: tuple[Fraction, Fraction], meter: Meter, rhythm: str
) -> Iterator[PlayedNote]:
    """The beats within a span, in bars from the bar line `line` on."""
    beats = counted_beats(meter, rhythm)
    while line < span[1]:
        for number, beat in enumerate(beats):
            if span[0] <= line + beat < span[1]:
                pitch, velocity = (WEAK, _SOFT) if number else (STRONG, _LOUD)
                yield PlayedNote(line + beat, _LENGTH, pitch, velocity, ornament=True)
        line += meter.bar
