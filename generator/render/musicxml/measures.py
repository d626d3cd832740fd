"""The measures of a document: the bars of a tune, cut where a key or meter changes within one.

A bar that no line has room for is cut too. Cuts never fall into a tuplet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from generator.notation.changes import State, state_at, states
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody, Tempo
from generator.render.engraving import Symbol, engrave
from generator.render.score_layout import ChordNames, Layout, line_starts, room


@dataclass(frozen=True, slots=True)
class Measure:
    """A bar of the tune, or a piece of one.

    `onset`: in the bar, in whole notes; `first_note`: how many notes of the bar come before it. `state`: what
    is in force in it. `offset`: where it begins as beats are counted, in whole notes after a bar line.
    `number`: of its bar; `counted`: it is a bar of its own and no pickup. `tempos`: index of a symbol -> the
    tempo that is written there.
    """

    index: int
    bar: Bar
    symbols: tuple[Symbol, ...]
    onset: Fraction
    first_note: int
    state: State
    offset: Fraction
    number: int
    counted: bool
    begins_line: bool
    begins_bar: bool
    ends_bar: bool
    tempos: dict[int, Tempo]


def measures(melody: Melody, layout: Layout, names: Sequence[ChordNames] = ()) -> Iterator[Measure]:
    """All measures of a tune, in order. `names`: the chord names over its bars, which need room."""
    lines, number = line_starts(melody, layout, names), 0
    offsets, in_force = pickup_offsets(melody), states(melody)
    for index, (bar, symbols) in enumerate(zip(melody.bars, engrave(melody), strict=True)):
        number += not offsets[index]  # a pickup is not counted; the short bar that completes it is
        onsets = [Fraction(0), *accumulate(symbol.duration for symbol in symbols)]
        crowded = _crowded(symbols, layout.crowded)
        cuts = sorted({0, *crowded, *_changes(bar, symbols, onsets)})
        tempos = _tempos(melody, index, onsets)
        begun, offset = in_force[index], offsets[index]
        for first, end in pairwise([*cuts, len(symbols)]) if symbols else [(0, 0)]:
            state = state_at(bar, in_force[index], onsets[first])
            offset = Fraction(0) if first and state.meter != begun.meter else offset
            yield Measure(
                index, bar, tuple(symbols[first:end]), onsets[first],
                sum(symbol.begins_note for symbol in symbols[:first]), state, offset, number,
                counted=not first and not offsets[index],
                begins_line=first in crowded or (not first and index in lines),
                begins_bar=not first, ends_bar=end == len(symbols),
                tempos={at - first: tempo for at, tempo in tempos.items() if first <= at < end},
            )  # fmt: skip
            begun, offset = state, offset + onsets[end] - onsets[first]


def _crowded(symbols: Sequence[Symbol], most: int) -> set[int]:
    """The symbols at which a bar that is too long for a line is cut."""
    cuts, taken = set(), 0.0
    for index, symbol in enumerate(symbols):
        needed = room(symbol.signs) if symbol.begins_note else 0.0
        taken += needed
        if index and taken > most and _may_cut(symbols, index):
            cuts.add(index)
            taken = needed
    return cuts


def _changes(bar: Bar, symbols: Sequence[Symbol], onsets: Sequence[Fraction]) -> Iterator[int]:
    """The symbols from which another key or meter is in force."""
    for change in bar.changes:
        if change.onset and (change.key or change.meter):
            later = (at for at in range(len(symbols)) if onsets[at] >= change.onset and _may_cut(symbols, at))
            yield from [next(later, 0)]


def _may_cut(symbols: Sequence[Symbol], index: int) -> bool:
    """Whether no tuplet goes on at a symbol, and it is no later part of a note."""
    inside = symbols[index].tuplet and not symbols[index].tuplet_starts
    return not inside and symbols[index].begins_note


def _tempos(melody: Melody, index: int, onsets: Sequence[Fraction]) -> dict[int, Tempo]:
    """Symbols of a bar -> the tempo written there; a change after the last note belongs to the next bar."""
    first = melody.tempo if index == 0 else None
    for change in melody.bars[index - 1].changes if index else ():
        first = change.tempo if change.tempo and change.onset >= melody.bars[index - 1].duration else first
    here = [(change.onset, change.tempo) for change in melody.bars[index].changes]
    found = {bisect_left(onsets, onset): tempo for onset, tempo in [(Fraction(0), first), *here] if tempo}
    return {at: tempo for at, tempo in found.items() if at < len(onsets) - 1}
