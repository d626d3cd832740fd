"""Played times on a grid: exactly where a program wrote them, else on sixteenths or triplets, by the error.

A program that swings writes fifths or sevenths of a beat; where no tuplets of five or seven notes are meant,
such times are put on the grid too.

Times are in quarter notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm

from generator.importing.midi_events import Played

SIXTEENTH, TRIPLET = Fraction(1, 4), Fraction(1, 3)
_DIVISIONS = (1, 2, 4, 3, 8, 6, 12, 5, 16, 10, 24, 7, 20, 9, 14, 32, 48, 15, 40, 18, 28, 36, 80, 96, 160)
"""Of a quarter note, the likeliest first."""
_PLAIN = frozenset({1, 2, 3, 4, 6, 8, 12, 16, 24})
"""The divisions in which music is written that begins on its beat."""
_FINEST_BEAT = 4
"""A tune that begins on a sixteenth may mean it."""
_FEWEST = 4
"""Notes that say what the beat is, or how it is divided."""
_BY_CHANCE = Fraction(1, 3)
"""The chance that a time that means nothing is one that a program could have written."""
_EARLY = Fraction(1, 8)
"""A note may be so much before its beat."""
_TRIPLETS_COST = 0.006
"""How much smaller the squared errors of a beat must be as triplets."""
_SAME_PLACE_COST = 0.016
_CUT = Fraction(1, 3)
_RESTS = {True: Fraction(1, 2), False: Fraction(3, 4)}
"""Whether the beginnings are exact -> the shortest gap that is a rest, and not the way a note is played."""


@dataclass(frozen=True, slots=True)
class Quantised:
    """`exact`: a program wrote these times. `error`: how far a note was moved on average. `lost`: notes too
    short for the grid. `shifted`: by how much all notes were moved first, because they begin off the beat.
    """

    notes: list[Played]
    exact: bool
    error: float
    lost: int
    shifted: Fraction = Fraction(0)


def quantised(line: Sequence[Played], ticks: int, *, triplets: bool) -> Quantised:
    """One note after the other, on the grid. `ticks`: how many the file counts in a quarter note.

    `triplets`: a beat may be divided into three too.
    """
    places = _Places(ticks)
    shifted = _off_the_beat([note.begin for note in line], places)
    line = [replace(note, begin=note.begin - shifted, end=note.end - shifted) for note in line]
    exact = [place for place in (places.nearest(note.begin) for note in line) if place is not None]
    is_exact = len(exact) == len(line) and not _are_odd(exact)
    begins = exact if is_exact else _by_beats([note.begin for note in line], triplets)
    moved = [abs(float(note.begin - place)) for note, place in zip(line, begins, strict=True)]
    placed = [replace(note, begin=place) for note, place in zip(line, begins, strict=True)]
    kept = _one_at_a_place(placed)
    return Quantised(
        _ended(kept, is_exact, places), is_exact, sum(moved) / len(moved), len(placed) - len(kept), shifted
    )


def _are_odd(places: Sequence[Fraction]) -> bool:
    """Whether most notes off the beat are at fifths or sevenths of it, and few of them in even tuplets."""
    off = sum(place.denominator > 1 for place in places)
    odd = [at for at, place in enumerate(places) if not place.denominator % 5 or not place.denominator % 7]
    if len(odd) < _FEWEST or 2 * len(odd) <= off:
        return False
    gaps = [later - place for place, later in pairwise(places)]
    even = sum(at == len(gaps) or gaps[at - 1] == gaps[at] for at in odd if at)
    return 2 * even < len(odd)


def _off_the_beat(begins: Sequence[Fraction], places: _Places) -> Fraction:
    """By how much all notes are off a plain division of the beat that they keep to among themselves."""
    first = begins[0]
    division = _common([begin - first for begin in begins], places)
    if len(begins) < _FEWEST or division not in _PLAIN:
        return Fraction(0)
    if 0 < _common(begins, places) <= _FINEST_BEAT:
        return Fraction(0)
    return first - Fraction(round(first * division), division)


def _common(times: Sequence[Fraction], places: _Places) -> int:
    """The division of a quarter note in which all the times are; 0 if there is none."""
    division = 1
    for time in times:
        place = places.nearest(time)
        if place is None:
            return 0
        division = lcm(division, place.denominator)
    return division


class _Places:
    """The times that a program could have written in a file: more of them the finer it counts."""

    def __init__(self, ticks: int) -> None:
        self._rounding = Fraction(51, 100) / ticks
        most = _BY_CHANCE / (2 * self._rounding)
        self._divisions = [
            division
            for division, count in zip(_DIVISIONS, accumulate(_DIVISIONS), strict=True)
            if count <= most
        ]

    def nearest(self, time: Fraction) -> Fraction | None:
        """The place in the simplest division of a quarter note that is this time, but for rounding."""
        for division in self._divisions:
            place = Fraction(round(time * division), division)
            if abs(place - time) <= self._rounding:
                return place
        return None


def _by_beats(begins: Sequence[Fraction], triplets: bool) -> list[Fraction]:
    """Each beat in sixteenths or in triplets, whichever is nearer."""
    beats: defaultdict[int, list[Fraction]] = defaultdict(list)
    for begin in begins:
        beats[(begin + _EARLY) // 1].append(begin)
    placed: list[Fraction] = []
    for beat in beats.values():
        plain, cost = _on_grid(beat, SIXTEENTH)
        three, cost_of_three = _on_grid(beat, TRIPLET)
        placed += three if triplets and cost_of_three + _TRIPLETS_COST < cost else plain
    return placed


def _on_grid(begins: Sequence[Fraction], grid: Fraction) -> tuple[list[Fraction], float]:
    """The nearest places, and how bad they are."""
    places = [round(begin / grid) * grid for begin in begins]
    errors = sum(float(begin - place) ** 2 for begin, place in zip(begins, places, strict=True))
    return places, errors + _SAME_PLACE_COST * (len(places) - len(set(places)))


def _one_at_a_place(notes: Sequence[Played]) -> list[Played]:
    """Of the notes at one place the longest: the others were ornaments."""
    kept: list[Played] = []
    for note in notes:
        if kept and kept[-1].begin == note.begin:
            kept[-1] = max(kept[-1], note, key=lambda one: one.end - one.begin)
        else:
            kept.append(note)
    return kept


def _are_cut_short(notes: Sequence[Played]) -> bool:
    """Whether most notes end a little before the next one: many programs play nine tenths of each."""
    gaps = [(later.begin - note.end) / (later.begin - note.begin) for note, later in pairwise(notes)]
    return sum(0 < gap < _CUT for gap in gaps) > len(gaps) / 2


def _ended(notes: Sequence[Played], exact: bool, places: _Places) -> list[Played]:
    """Each note with an end on the grid: where it ended, or where the next one begins if that is near."""
    ends = [places.nearest(note.end) for note in notes]
    if exact and None not in ends and not _are_cut_short(notes):
        # Only a program that wrote them all means every gap as a rest.
        kept = [
            replace(note, end=end) for note, end in zip(notes, ends, strict=True) if end and end > note.begin
        ]
        if len(kept) == len(notes):
            return kept
    nexts = [later.begin for _, later in pairwise(notes)]
    made = []
    for note, following in zip(notes, [*nexts, None], strict=True):
        end = max(round(note.end / SIXTEENTH) * SIXTEENTH, note.begin + SIXTEENTH)
        near = following is not None and (end > following or following - end < _RESTS[exact])
        made.append(replace(note, end=following if near and following is not None else end))
    return made
