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
from generator.arrangement.meters import beat_onsets, uneven
from generator.arrangement.parts import Performance, PlayedNote, Player, Role
from generator.arrangement.timeline import timeline
from generator.notation.melody import Melody
from generator.notation.theory import Meter
from generator.notation.tune_types import beat_of

_Mark = TypeVar("_Mark")

NAME = "count-in"
SHORTEST = Fraction(6, 5)
"""Seconds. If a bar, less the lead-in, is over sooner, there are two."""

_QUARTERS = 4
"""The unit of meters whose every beat is counted."""

SIDE_STICK = 37
"""The General MIDI drum key."""
_FIRST, _OTHER = 66, 56
"""Velocities: of the first beat of a bar, and of the others."""


def with_count_in(performance: Performance, melody: Melody) -> Performance:
    """The performance after one or two bars of strokes; a lead-in comes at the end of the last of them.

    `melody`: the first tune. The player of the drum strikes them, or, without one, a player of their own.
    """
    first = timeline(melody)[0]
    pickup = first.bar.duration if first.offset else Fraction(0)
    _, tempo = performance.tempos[0]
    length = _whole_bars(first.meter.bar, SHORTEST * tempo / 240 + pickup) - pickup
    strokes = tuple(_strokes(length, first.meter, melody.rhythm))
    moved = later(performance, length, pickup, first.meter)
    players = list(moved.players)
    if not any(player.program is None for player in players):
        players.append(Player(NAME, Role.CLICK, None, 0.0, ()))
    return replace(moved, players=tuple(_counting(player, strokes) for player in players))


def later(performance: Performance, length: Fraction, pickup: Fraction, meter: Meter) -> Performance:
    """The performance after so much of its first tempo: with its `pickup` whole bars of `meter`."""
    players = (
        replace(player, notes=tuple(replace(note, onset=note.onset + length) for note in player.notes))
        for player in performance.players
    )
    return Performance(
        players=tuple(players),
        tempos=_later(performance.tempos, length),
        meters=_later(_without_pickup(performance.meters, pickup, meter), length),
        keys=_later(performance.keys, length),
        length=length + performance.length,
    )


def _whole_bars(bar: Fraction, least: Fraction) -> Fraction:
    return bar * max(1, ceil(least / bar))


def _counting(player: Player, strokes: tuple[PlayedNote, ...]) -> Player:
    """The player with the strokes, if it is the drum."""
    if player.program is not None:
        return player
    key = SIDE_STICK if player.name == NAME else DRUM["h"]
    return replace(player, notes=(*(replace(one, pitch=key) for one in strokes), *player.notes))


def _strokes(length: Fraction, meter: Meter, rhythm: str) -> Iterator[PlayedNote]:
    """On the beats of each bar, before `length`; the drum key is still to be chosen."""
    counted = counted_beats(meter, rhythm)
    line = Fraction(0)
    while line < length:
        end = min(line + meter.bar, length)
        for number, onset in enumerate(one for at in counted if (one := line + at) < end):
            until = min([*(line + at for at in counted[number + 1 :][:1]), end])
            yield PlayedNote(onset, until - onset, 0, _OTHER if number else _FIRST, ornament=True)
        line += meter.bar


def counted_beats(meter: Meter, rhythm: str) -> tuple[Fraction, ...]:
    """Onsets in a bar: the beats that a tempo counts, or long and short ones if they are quick."""
    if uneven(meter) and meter.unit > _QUARTERS:
        return beat_onsets(meter)
    beat, _ = beat_of(rhythm, meter)
    return tuple(beat * number for number in range(ceil(meter.bar / beat)))


def _without_pickup(
    meters: tuple[tuple[Fraction, Meter], ...], pickup: Fraction, meter: Meter
) -> tuple[tuple[Fraction, Meter], ...]:
    """With the lead-in in a full bar, since the count-in fills it up."""
    return (Fraction(0), meter), *(mark for mark in meters if mark[0] >= pickup)


def _later(marks: tuple[tuple[Fraction, _Mark], ...], length: Fraction) -> tuple[tuple[Fraction, _Mark], ...]:
    """The first mark from 0 on, the others so much later; none that says what the one before it says."""
    moved = [(onset + length if index else Fraction(0), value) for index, (onset, value) in enumerate(marks)]
    return tuple(next(same) for _, same in groupby(moved, key=lambda mark: mark[1]))
