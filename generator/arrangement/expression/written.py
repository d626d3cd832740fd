"""Written ornaments: what the signs at a note ask for, as it is played (ABC 2.1, 4.12 and 4.14).

`~` is the roll of the Irish tradition, as the standard has it; how long a trill, mordent or turn takes is
usual practice. Grace notes are short: bowed, blown and reed instruments play them on the beat (Larsen, The
Essential Guide to Irish Flute and Tin Whistle, 2003), strings that are plucked or struck before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from generator.arrangement.expression.figures import Kind, Sound, Spot, ornamented
from generator.instruments import Family
from generator.notation.melody import Signs

_BEFORE_THE_BEAT = (Family.PLUCK, Family.KEYS)

_SHAKE, _MORDENT = 75, 55
"""Milliseconds of each note of a trill, and of the short ones of a mordent, turn or slide."""
_MOST_SHAKES = 49
_LEAST = 12
"""A note shorter than so many parts of the grid, 0.3 ms or so, is played without its ornament."""


def has_ornament(signs: Signs) -> bool:
    """Whether ornaments are written at a note."""
    return signs.grace is not None or any(name in _FIGURES for name in signs.decorations)


def as_written(spot: Spot, begin: int) -> list[Sound]:
    """The notes that are played for a note with its written ornaments.

    The one that is no ornament is the note itself. `begin`: grace notes before the beat begin after this.
    """
    graces, start = _graces(spot, begin)
    sound = replace(spot.sound, onset=start)
    names = [name for name in spot.tone.signs.decorations if name in _FIGURES]
    if not names or sound.end - sound.onset < _LEAST:
        return [*graces, sound]
    return [*graces, *_FIGURES[names[0]](replace(spot, sound=sound))]


def _graces(spot: Spot, begin: int) -> tuple[list[Sound], int]:
    """The grace notes, and where the note itself begins."""
    start, grace = spot.sound.onset, spot.tone.signs.grace
    pitches = [pitch.midi for pitch in grace.pitches] if grace else []
    if not pitches:
        return [], start
    cut, count = spot.scene.cut, len(pitches)
    before = min(cut, (start - begin) // (2 * count))
    if spot.scene.instrument.family in _BEFORE_THE_BEAT and before > 0:
        return _row(spot, start - count * before, before, pitches), start
    length = min(cut, spot.span // (2 * count))
    return (_row(spot, start, length, pitches), start + count * length) if length > 0 else ([], start)


def _row(spot: Spot, start: int, length: int, pitches: Sequence[int]) -> list[Sound]:
    onsets = [start + index * length for index in range(len(pitches))]
    return [
        spot.note(onset, onset + length, pitch, softer=10)
        for onset, pitch in zip(onsets, pitches, strict=True)
    ]


def _roll(spot: Spot) -> list[Sound]:
    """Long, short, or only its cut, by the length of the note; a treble on plucked strings."""
    units, tone = spot.tone.length / spot.scene.unit, spot.tone
    if not _has(spot, tone.above):
        return [spot.sound]
    kind = Kind.ROLL if units >= 3 else Kind.SHORT_ROLL
    if units < 2 or not _has(spot, tone.below):
        kind = Kind.CUT
    elif spot.scene.instrument.family is Family.PLUCK:
        kind = Kind.TREBLE
    return ornamented(kind, spot.sound, tone, spot.after, spot.scene, spot.chance)


def _trill(spot: Spot) -> list[Sound]:
    """The note and the step above in turn, the note first and last."""
    shakes = round(spot.span / (_SHAKE * spot.scene.per_millisecond))
    count = min(max(3, shakes - (shakes + 1) % 2), _MOST_SHAKES, spot.span // 4 * 2 - 1)
    steps = (spot.sound.pitch, spot.tone.above) * (count // 2)
    return _in_turn(spot, (*steps, spot.sound.pitch), spot.span // count, main=0)


def _shortly(*steps: str) -> Callable[[Spot], list[Sound]]:
    """The figure of these neighbours, or "note", quickly before the note itself, which is the longest."""

    def figure(spot: Spot) -> list[Sound]:
        pitches = {"note": spot.sound.pitch, "above": spot.tone.above, "below": spot.tone.below}
        length = min(round(_MORDENT * spot.scene.per_millisecond), spot.span // (2 * len(steps)))
        row = (*(pitches[step] for step in steps), spot.sound.pitch)
        return _in_turn(spot, row, length, main=len(steps))

    return figure


def _in_turn(spot: Spot, pitches: Sequence[int], length: int, main: int) -> list[Sound]:
    """Notes of this length, the last one until the end; without them if an instrument has not all of them."""
    if length < 1 or not all(pitch == spot.sound.pitch or _has(spot, pitch) for pitch in pitches):
        return [spot.sound]
    onsets = [spot.sound.onset + index * length for index in range(len(pitches))]
    ends = [*onsets[1:], spot.sound.end]
    return [
        spot.written(onset, end) if index == main else spot.note(onset, end, pitch)
        for index, (onset, end, pitch) in enumerate(zip(onsets, ends, pitches, strict=True))
    ]


def _has(spot: Spot, pitch: int) -> bool:
    return pitch != spot.sound.pitch and spot.scene.has(pitch)


_TURN, _INVERTED_TURN = _shortly("above", "note", "below"), _shortly("below", "note", "above")
_FIGURES: dict[str, Callable[[Spot], list[Sound]]] = {
    "roll": _roll,
    "trill": _trill, "trill(": _trill,
    "uppermordent": _shortly("note", "above"), "lowermordent": _shortly("note", "below"),
    "turn": _TURN, "turnx": _TURN,
    "invertedturn": _INVERTED_TURN, "invertedturnx": _INVERTED_TURN,
    "slide": _shortly("below"),
}  # fmt: skip
"""Decoration -> how it is played."""
