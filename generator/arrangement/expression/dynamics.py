"""Dynamics: how loud each tone of the melody is. Knows nothing of when and how long it sounds.

Accents follow abcMIDI's `stresspat` (the stress programs of Phil Taylor's BarFly): in a jig the first of
three is strongest and the second weakest; in a reel counted in two the second and fourth quarter are the
strongest (the backbeat). Higher notes and the middles of phrases are a little louder: rules "high-loud" and
"phrase arch" of Friberg, Bresin and Sundberg, Overview of the KTH rule system for musical performance (2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from statistics import fmean

from generator.arrangement.expression.levels import levels_of
from generator.arrangement.expression.line import Tone, ticks
from generator.arrangement.meters import beat_onsets, uneven
from generator.instruments import Family
from generator.notation.theory import Meter
from generator.notation.tune_types import MISC, known_type

QUIETEST, LOUDEST = 60, 115
_MIDDLE = 88

_ACCENTS: dict[str, dict[str, tuple[int, ...]]] = {
    "reel": {"4/4": (5, -7, 8, -6, 3, -7, 7, -5), "2/4": (5, -7, 8, -6, 3, -7, 7, -5)},
    "hornpipe": {"4/4": (9, -8, 3, -7, 6, -8, 3, -7), "2/4": (9, -8, 3, -7, 6, -8, 3, -7)},
    "strathspey": {"4/4": (10, -7, 4, -7, 7, -7, 4, -7)},
    "jig": {"6/8": (9, -8, -2, 6, -8, -2), "12/8": (9, -8, -2, 5, -8, -2, 7, -8, -2, 5, -8, -2)},
    "slip jig": {"9/8": (9, -8, -2, 4, -8, -2, 6, -8, -2)},
    "polka": {"2/4": (5, -4, 7, -4)},
    "march": {
        "4/4": (9, -6, 2, -6, 6, -6, 2, -6),
        "2/4": (9, -6, 5, -6),
        "6/8": (9, -6, -3, 6, -6, -3),
    },
    "waltz": {"3/4": (9, -4, -2, -5, 0, -4)},
    "air": {"4/4": (4, -1, 1, -1, 3, -1, 1, -1), "3/4": (4, -1, 0, -1, 1, -1), "6/8": (4, -2, -1, 2, -2, -1)},
    MISC: {
        "4/4": (7, -5, 1, -5, 4, -5, 1, -5),
        "2/4": (7, -5, 3, -5),
        "3/4": (7, -4, -1, -4, 1, -4),
        "6/8": (8, -6, -2, 5, -6, -2),
        "9/8": (8, -6, -2, 4, -6, -2, 4, -6, -2),
        "12/8": (8, -6, -2, 4, -6, -2, 6, -6, -2, 4, -6, -2),
    },
}
"""Type -> meter -> what the notes of each equal part of a bar get; what lies between them gets `_BETWEEN`."""
_BETWEEN = -9
_ON_BEAT, _OFF_BEAT = (7, 2), -5
"""Where no table says more: on the first beat, on another, and off the beat."""

_FOUR_BARS, _EIGHT_BARS = 6.0, 4.0
"""How much louder the middle of a phrase of so many bars is than its ends."""
_PER_SEMITONE, _HIGHEST = 0.45, 6.0
_AGAIN = 3.0
"""A part that is played again is a bit fuller."""
_CHANCE = 1.8
"""Standard deviation of what no rule explains."""

_DEPTH = {Family.PIPES: 0.6, Family.REED: 0.9}
"""How far an instrument follows all this, 1 for the others: a bag gives nearly the same pressure always."""


_MARKED = frozenset({"accent", "marcato", "sfz"})
_MARK = 11
"""An accent that is written."""


def velocities(tones: Sequence[Tone], tune_type: str, family: Family, chance: Random) -> list[int]:
    """A MIDI velocity from QUIETEST to LOUDEST for each tone."""
    if not tones:
        return []
    mean = fmean(tone.pitches[-1] for tone in tones)
    depth = _DEPTH.get(family, 1.0)
    found = []
    for tone, level in zip(tones, levels_of(tones), strict=True):
        accents, bar = _accents(tune_type, tone.place.meter)
        usual = _MIDDLE + depth * (_accent(tone, accents, bar) + _shape(tone, mean, bar))
        marked = not _MARKED.isdisjoint(tone.signs.decorations)
        found.append(_rounded(usual + level + _MARK * marked, chance))
    return found


def _rounded(velocity: float, chance: Random) -> int:
    return min(max(round(velocity + chance.gauss(0, _CHANCE)), QUIETEST), LOUDEST)


@lru_cache(maxsize=256)
def _accents(tune_type: str, meter: Meter) -> tuple[tuple[int, ...], int]:
    """What the notes of each equal part of a bar get, and the length of the bar."""
    known = _ACCENTS[known_type(tune_type)].get(meter.name) or _ACCENTS[MISC].get(meter.name)
    return known if known and not uneven(meter) else _by_beats(meter), ticks(meter.bar)


def _by_beats(meter: Meter) -> tuple[int, ...]:
    """For a meter that stands in no table: the first note, then those on a beat."""
    if uneven(meter):
        halves = {2 * onset * meter.unit for onset in beat_onsets(meter)}
        return tuple(_ON_BEAT[bool(part)] if part in halves else _OFF_BEAT for part in range(2 * meter.count))
    per_beat = 3 if meter.compound else 2
    beats = round(meter.bar / meter.beat)
    return tuple(
        _OFF_BEAT if part % per_beat else _ON_BEAT[bool(part)] for part in range(max(beats, 1) * per_beat)
    )


def _accent(tone: Tone, accents: tuple[int, ...], bar: int) -> int:
    part, between = divmod(tone.position % bar * len(accents), bar)
    return _BETWEEN if between else accents[part]


def _shape(tone: Tone, mean: float, bar: int) -> float:
    """By phrase, pitch and repetition."""
    pickup = ticks(tone.place.offset) > 0
    bars = tone.place.number - pickup + tone.position / bar
    height = (tone.pitches[-1] - mean) * _PER_SEMITONE
    return (
        _arch(bars / 4) * _FOUR_BARS
        + _arch(bars / 8) * _EIGHT_BARS
        + min(max(height, -_HIGHEST), _HIGHEST)
        + (_AGAIN if tone.place.time_through > 1 else 0)
    )


def _arch(phrases: float) -> float:
    """From -0.5 at the ends of a phrase to 0.5 in its middle."""
    within = phrases % 1
    return 4 * within * (1 - within) - 0.5
