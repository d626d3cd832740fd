"""The backing in the feel of the melody: what is made in straight time is put where swing and lilt have it.

Reckoned in floating point and rounded to the ticks of a MIDI file, since a band has thousands of notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from generator.arrangement.feel import Feel, Feels
from generator.arrangement.parts import PlayedNote, Player
from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import Meter

GRID = 40_320
"""Parts of a whole note: the ticks of a MIDI file."""

_KNOTS = 6
"""Of a pulse. Between its halves and thirds notes are moved evenly."""

Times = NDArray[np.float64]
"""In whole notes."""


def with_feel(player: Player, bars: Sequence[PlayedBar], feels: Feels) -> Player:
    """The player with both ends of every note where the feel puts them; none is before the beginning."""
    straight, played = _line(bars, feels)
    onsets = _placed([note.onset for note in player.notes], straight, played)
    ends = _placed([note.end for note in player.notes], straight, played)
    moved = (_moved(*one) for one in zip(player.notes, onsets, ends, strict=True))
    return replace(player, notes=tuple(moved))


def _line(bars: Sequence[PlayedBar], feels: Feels) -> tuple[Times, Times]:
    """Points of a line from straight to played, over all bars."""
    points: dict[Fraction, Fraction] = {}
    shapes: dict[tuple[Meter, Fraction, Fraction], list[tuple[Fraction, Fraction]]] = {}
    for bar in bars:
        shape = bar.meter, bar.offset, bar.bar.duration
        if shape not in shapes:
            shapes[shape] = _points(feels[bar.meter], bar.offset, bar.offset + bar.bar.duration)
        begins = bar.onset - bar.offset
        points.update((begins + straight, begins + played) for straight, played in shapes[shape])
    return np.array([*points], dtype=float), np.array([*points.values()], dtype=float)


def _points(feel: Feel, start: Fraction, end: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Points of a bar from `start` to `end`, both counted from where a full bar begins."""
    step = feel.pulse / _KNOTS
    inner = (step * index for index in range(start // step + 1, -(-end // step)))
    return [(one, feel.place(one)) for one in (start, *inner, end)]


def _placed(times: Sequence[Fraction], straight: Times, played: Times) -> list[int]:
    """Ticks; what is beyond the end of the tune stays where it is."""
    wanted = np.array(times, dtype=float)
    placed = np.where(wanted > straight[-1], wanted, np.interp(wanted, straight, played))
    ticks: list[int] = np.rint(np.maximum(placed, 0) * GRID).astype(int).tolist()
    return ticks


def _moved(note: PlayedNote, onset: int, end: int) -> PlayedNote:
    return replace(note, onset=Fraction(onset, GRID), duration=Fraction(max(end - onset, 1), GRID))
