"""The pace of a performance: its tempo marks. The end slows a little, and an air breathes with its phrases.

Knows nothing of pitches. That phrases begin and end slower than their middle, and that the last bar slows,
are the rules "phrase arch" and "final ritard" of Friberg, Bresin and Sundberg, Overview of the KTH rule
system for musical performance (2006); the amounts are small, since dancers and a backing must follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from generator.arrangement.parts import Tempos, seconds_of
from generator.arrangement.timeline import PlayedBar, timeline
from generator.notation.melody import Bar, Change, Melody, Note, Tempo
from generator.notation.tune_types import beat_of
from generator.notation.unfold import played_duration

_AIR = "air"
_SLOWED = {_AIR: (96, 90, 82, 74), "": (99, 97, 94, 91)}
"""Hundredths of the tempo in the quarters of the last bar, by type of tune; "" stands for all others."""

_BREATH = (98, 102, 102, 98)
"""The same for the bars of a phrase of an air."""

_FERMATAS = frozenset({"fermata", "invertedfermata"})
_FERMATA = 65
"""The same for a note with a fermata: all wait while it is held."""

_Steps = list[tuple[Fraction, Fraction]]
"""(onset, value), ascending from 0: the value holds until the next onset."""


def at_tempo(melody: Melody, tempo: int | None) -> Melody:
    """The tune at a tempo, in the beat of its own one; all its later tempi change in proportion.

    None: its own, or the usual one of its type. The result says its tempo.
    """
    beat, usual = melody.tempo or beat_of(melody.rhythm, melody.meter)
    if tempo is None or tempo == usual:
        return replace(melody, tempo=(beat, usual))
    factor = Fraction(tempo, usual)
    bars = tuple(in_proportion(bar, factor) for bar in melody.bars)
    return replace(melody, tempo=(beat, tempo), bars=bars)


def in_proportion(bar: Bar, factor: Fraction) -> Bar:
    """The bar with its changes of tempo so much faster."""
    if not any(change.tempo for change in bar.changes):
        return bar
    return replace(bar, changes=tuple(_changed(change, factor) for change in bar.changes))


def _changed(change: Change, factor: Fraction) -> Change:
    if change.tempo is None:
        return change
    return replace(change, tempo=times_faster(change.tempo, factor))


def times_faster(tempo: Tempo, factor: Fraction) -> Tempo:
    """A whole number of beats a minute, one at least."""
    return tempo[0], max(1, round(tempo[1] * factor))


def tempo_marks(bars: Sequence[PlayedBar], *, slows: bool, plain: bool = False, rhythm: str = "") -> Tempos:
    """What the tempo is, and where it changes. `rhythm`: the type of tune.

    `slows`: the last bar slows down; where another tune follows without a break it must not. `plain`: without
    fermatas.
    """
    usual = [(onset, _quarters(tempo)) for onset, tempo in _tempi(bars)]
    percent = _in_order(_freely(bars, slows=slows, rhythm=rhythm))
    held = [] if plain else list(_held(bars))
    combined = _product(_product(usual, percent), held) if held else _product(usual, percent)
    return tuple(next(same) for _, same in groupby(combined, key=lambda mark: mark[1]))


def seconds(melody: Melody, *, plain: bool = False) -> float:
    """How long the tune lasts once, without what slows down or breathes; fermatas count unless `plain`."""
    beat, tempo = melody.tempo or beat_of(melody.rhythm, melody.meter)
    if not any(bar.changes or any(map(_has_fermata, bar.notes)) for bar in melody.bars):
        return float(played_duration(melody) / beat * 60 / tempo)
    bars = timeline(melody)
    return seconds_of(tempo_marks(bars, slows=False, plain=plain), bars[-1].end)


def _quarters(tempo: Tempo) -> Fraction:
    return tempo[0] * tempo[1] * 4


def _tempi(bars: Sequence[PlayedBar]) -> Iterator[tuple[Fraction, Tempo]]:
    """What is in force at every bar, and where it changes inside one."""
    for bar in bars:
        yield bar.onset, bar.tempo
        yield from ((onset, change.tempo) for onset, change in bar.changes_inside if change.tempo)


def _freely(bars: Sequence[PlayedBar], *, slows: bool, rhythm: str) -> Iterator[tuple[Fraction, int]]:
    """Hundredths of the tempo: the breathing of an air, and the end."""
    marks = list(_breathing(bars)) if rhythm == _AIR else [(Fraction(0), 100)]
    if slows and bars:
        marks = [mark for mark in marks if mark[0] < bars[-1].onset or not mark[0]]
        marks += _slowing(bars[-1], rhythm)
    return iter(dict(marks).items())


def _in_order(marks: Iterator[tuple[Fraction, int]]) -> _Steps:
    return [(onset, Fraction(percent, 100)) for onset, percent in marks]


def _breathing(bars: Sequence[PlayedBar]) -> Iterator[tuple[Fraction, int]]:
    for bar in bars:
        yield bar.onset, _BREATH[(bar.number - bool(bar.offset)) % len(_BREATH)]


def _slowing(last: PlayedBar, rhythm: str) -> list[tuple[Fraction, int]]:
    steps = _SLOWED.get(rhythm, _SLOWED[""])
    length = last.bar.duration / len(steps)
    return [(last.onset + index * length, percent) for index, percent in enumerate(steps)]


def _held(bars: Sequence[PlayedBar]) -> _Steps:
    """Slower under every note with a fermata; empty if there is none."""
    steps: _Steps = []
    for bar in bars:
        onset = bar.onset
        for note in bar.bar.notes:
            end = onset + note.duration
            if _has_fermata(note):
                steps += [(onset, Fraction(_FERMATA, 100)), (end, Fraction(1))]
            onset = end
    return list(dict([(Fraction(0), Fraction(1)), *steps]).items()) if steps else []


def _has_fermata(note: Note) -> bool:
    return not _FERMATAS.isdisjoint(note.signs.decorations)


def _product(first: _Steps, second: _Steps) -> _Steps:
    """The product of both at every onset of either."""
    made: _Steps = []
    one, other, left, right = Fraction(1), Fraction(1), 0, 0
    for onset in sorted({onset for onset, _ in (*first, *second)}):
        if left < len(first) and first[left][0] == onset:
            one, left = first[left][1], left + 1
        if right < len(second) and second[right][0] == onset:
            other, right = second[right][1], right + 1
        made.append((onset, one * other))
    return made
