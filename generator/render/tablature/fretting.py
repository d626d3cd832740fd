"""Where the notes of a melody are stopped: for each a string and a fret.

A melody stays low on the neck and the hand where it is; open strings cost nothing. Knows nothing of pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from generator.render.tablature.instruments import MOST_FRETS, Fretted

_REACH = 4
"""Frets that a hand covers without moving."""


@dataclass(frozen=True, slots=True)
class Stop:
    """`string` counts from the lowest, 0; `fret` 0 is the open string."""

    string: int
    fret: int


Chord = tuple[Stop, ...]


def fretted(pitches: Sequence[Sequence[int]], instrument: Fretted) -> list[Chord]:
    """The stops of each note or chord, its pitches (written, as MIDI numbers) from low to high.

    Of a chord that has no room on the strings the lowest notes are left out, as are notes out of range.
    """
    offered = [_ways(chord, instrument) for chord in pitches]
    return _cheapest(offered)


def _ways(pitches: Sequence[int], instrument: Fretted) -> list[Chord]:
    """All ways to play a chord, or what of it can be played; [()] for nothing."""
    reachable = sorted({pitch for pitch in pitches if can_be_stopped(pitch, instrument)})
    while reachable:
        found = [chord for chord in _chords(reachable, instrument) if _span(chord) <= _REACH]
        if found := found or _chords(reachable, instrument):
            return found
        reachable.pop(0)
    return [()]


def _chords(pitches: Sequence[int], instrument: Fretted) -> list[Chord]:
    """Each pitch on a string of its own, the higher pitch on the higher string."""
    strings = range(len(instrument.strings))
    placed = (
        tuple(
            Stop(string, pitch - instrument.strings[string])
            for string, pitch in zip(chosen, pitches, strict=True)
        )
        for chosen in combinations(strings, len(pitches))
    )
    return [chord for chord in placed if all(0 <= stop.fret <= MOST_FRETS for stop in chord)]


def can_be_stopped(pitch: int, instrument: Fretted) -> bool:
    """Whether a pitch alone can be played."""
    return any(0 <= pitch - string <= MOST_FRETS for string in instrument.strings)


def _span(chord: Chord) -> int:
    frets = [stop.fret for stop in chord if stop.fret]
    return max(frets) - min(frets) if frets else 0


def _cheapest(offered: Sequence[Sequence[Chord]]) -> list[Chord]:
    """One way for each, so that frets and the hand's moves are the least in all (Viterbi's algorithm)."""
    reached: list[tuple[float, int, int | None]] = [(0.0, 0, None)]  # cost, where the hand is, the way before
    tables = []
    for ways in offered:
        reached = [_best(way, reached) for way in ways]
        tables.append(reached)
    chosen: list[Chord] = []
    at = min(range(len(reached)), key=lambda index: reached[index][0])
    for ways, table in zip(reversed(offered), reversed(tables), strict=True):
        chosen.append(ways[at])
        at = table[at][2] or 0
    return chosen[::-1]


def _best(way: Chord, before: Sequence[tuple[float, int, int | None]]) -> tuple[float, int, int]:
    frets = [stop.fret for stop in way if stop.fret]
    options = []
    for index, (cost, hand, _) in enumerate(before):
        there = hand
        if frets and not hand <= min(frets) <= max(frets) <= hand + _REACH:
            there = max(0, max(frets) - _REACH) if min(frets) > hand else min(frets)
        options.append((cost + sum(frets) + 3 * abs(there - hand), there, index))
    return min(options)
