"""The count-in: strokes on the beats before the music, for those who play along with a backing.

Knows nothing of how tunes are accompanied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import TypeVar

from generator.arrangement.accompaniment.players import DRUM
from generator.arrangement.parts import Performance, PlayedNote, Player, Role
from generator.notation.form import pickup_offsets
from generator.notation.melody import Melody
from generator.notation.theory import Meter
from generator.notation.tune_types import beat_of

_Mark = TypeVar("_Mark")

NAME = "count-in"
SHORTEST = Fraction(6, 5)
"""Seconds. If a bar, less the lead-in, is over sooner, there are two."""

SIDE_STICK = 37
"""The General MIDI drum key."""
_FIRST, _OTHER = 66, 56
"""Velocities: of the first beat of a bar, and of the others."""


def with_count_in(performance: Performance, melody: Melody) -> Performance:
    """The performance after one or two bars of strokes; a lead-in comes at the end of the last of them.

    `melody`: the first tune. The player of the drum strikes them, or, without one, a player of their own.
    """
    pickup = melody.bars[0].duration if pickup_offsets(melody)[0] else Fraction(0)
    _, tempo = performance.tempos[0]
    length = _whole_bars(melody.meter.bar, SHORTEST * tempo / 240 + pickup) - pickup
    players = [
        replace(player, notes=tuple(replace(note, onset=note.onset + length) for note in player.notes))
        for player in performance.players
    ]
    if not any(player.program is None for player in players):
        players.append(Player(NAME, Role.BACKING, None, 0.0, ()))
    return Performance(
        players=tuple(_counting(player, length, melody) for player in players),
        tempos=_later(performance.tempos, length),
        meters=_later(_without_pickup(performance.meters, pickup, melody.meter), length),
        keys=_later(performance.keys, length),
        length=length + performance.length,
    )


def _whole_bars(bar: Fraction, least: Fraction) -> Fraction:
    return bar * max(1, ceil(least / bar))


def _counting(player: Player, length: Fraction, melody: Melody) -> Player:
    """The player with the strokes, if it is the drum."""
    if player.program is not None:
        return player
    key = SIDE_STICK if player.name == NAME else DRUM["h"]
    return replace(player, notes=(*_strokes(length, melody, key), *player.notes))


def _strokes(length: Fraction, melody: Melody, key: int) -> Iterator[PlayedNote]:
    bar, (beat, _) = melody.meter.bar, beat_of(melody.rhythm, melody.meter)
    line = Fraction(0)
    while line < length:
        end = min(line + bar, length)
        for number in range(ceil((end - line) / beat)):
            onset = line + number * beat
            velocity = _OTHER if number else _FIRST
            yield PlayedNote(onset, min(beat, end - onset), key, velocity, ornament=True)
        line += bar


def _without_pickup(
    meters: tuple[tuple[Fraction, Meter], ...], pickup: Fraction, meter: Meter
) -> tuple[tuple[Fraction, Meter], ...]:
    """With the lead-in in a full bar, since the count-in fills it up."""
    return (Fraction(0), meter), *(mark for mark in meters if mark[0] >= pickup)


def _later(marks: tuple[tuple[Fraction, _Mark], ...], length: Fraction) -> tuple[tuple[Fraction, _Mark], ...]:
    """The first mark from 0 on, the others so much later; none that says what the one before it says."""
    moved = [(onset + length if index else Fraction(0), value) for index, (onset, value) in enumerate(marks)]
    return tuple(next(same) for _, same in groupby(moved, key=lambda mark: mark[1]))
