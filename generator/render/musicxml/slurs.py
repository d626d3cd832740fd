"""Slurs: which of their beginnings and ends belong together (ABC 2.1, 4.11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.notation.melody import Melody

MOST_AT_ONCE = 6
"""MusicXML numbers the slurs that are open at the same time 1 to 6; more are not drawn."""


@dataclass(frozen=True, slots=True)
class SlurEnds:
    """The numbers of the slurs that start and stop at a note."""

    starts: tuple[int, ...] = ()
    stops: tuple[int, ...] = ()


NO_SLURS = SlurEnds()


def slurs(melody: Melody) -> list[list[SlurEnds]]:
    """The ends of slurs at each note of each bar.

    A slur that ends inside an ending and began before the endings is drawn whole to the first of them; in
    the others it starts at their first note. One without a second end is not drawn.
    """
    ends = _numbered(_pairs(melody))
    found, at = [], 0
    for bar in melody.bars:
        found.append([ends.get(at + index, NO_SLURS) for index in range(len(bar.notes))])
        at += len(bar.notes)
    return found


def _pairs(melody: Melody) -> list[tuple[int, int]]:
    """The slurs of a tune: the notes, counted from its beginning, at which each starts and stops.

    An end closes the slur that was opened last, at an earlier note. Two over the same notes are one.
    """
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    at, ending_began = 0, None
    for index, bar in enumerate(melody.bars):
        if bar.ending:
            ending_began = at
        for note in bar.notes:
            for _ in range(note.signs.slurs_end):
                if opened:
                    pairs.append((opened.pop(), at))
                elif ending_began is not None and ending_began < at:
                    pairs.append((ending_began, at))
            opened += [at] * note.signs.slurs_begin
            at += 1
        if bar.ends_section and not (index + 1 < len(melody.bars) and melody.bars[index + 1].ending):
            ending_began = None
    return sorted(set(pairs), key=lambda pair: (pair[0], -pair[1]))


def _numbered(pairs: Iterable[tuple[int, int]]) -> dict[int, SlurEnds]:
    """Each slur with a number that no other one has while it is open."""
    busy_until: dict[int, int] = {}
    ends: dict[int, SlurEnds] = {}
    for start, stop in pairs:
        free = [number for number in range(1, MOST_AT_ONCE + 1) if busy_until.get(number, -1) <= start]
        if not free:
            continue
        busy_until[free[0]] = stop
        here, there = ends.get(start, NO_SLURS), ends.get(stop, NO_SLURS)
        ends[start] = SlurEnds((*here.starts, free[0]), here.stops)
        ends[stop] = SlurEnds(there.starts, (*there.stops, free[0]))
    return ends
