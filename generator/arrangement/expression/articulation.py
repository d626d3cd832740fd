"""Articulation: how much of its time a tone sounds, by the kind of instrument. Knows nothing of loudness.

A bow slurs the note off the beat into the next one on it; a wind instrument tongues the notes on the beat and
breathes at the ends of phrases; pipes cannot stop their sound between two notes; bellows are played short;
strings that are plucked ring on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from generator.arrangement.expression.line import Tone
from generator.instruments import Family


@dataclass(frozen=True, slots=True)
class Touch:
    """How much of the time until the next tone a tone sounds: 1 is all of it.

    `into_beat`: before a tone on the beat. `within`: before any other. `repeated`: before the same pitch.
    `phrase`: at the end of a phrase. `ringing`: of a tone on the first beat of a bar, above 1 if it rings on.
    """

    into_beat: float
    within: float
    repeated: float
    phrase: float
    ringing: float | None = None


TOUCH = {
    Family.BOW: Touch(0.975, 0.95, 0.90, 0.86),
    Family.WIND: Touch(0.88, 0.94, 0.86, 0.72),
    Family.PIPES: Touch(0.98, 0.98, 0.98, 0.98),  # a gap of 4 ms, which the sound's release fills
    Family.REED: Touch(0.80, 0.85, 0.74, 0.78),
    Family.PLUCK: Touch(0.94, 0.96, 0.90, 0.97, ringing=1.45),
    Family.KEYS: Touch(0.87, 0.92, 0.80, 0.88),
}
_VARIES = 0.015
"""Standard deviation of the share; what sounds fully (0.97 or more) does not vary."""

_LONGEST_GAP, _LONGEST_BREATH = 90, 170
"""Milliseconds between two tones, and between two phrases, however long the first tone is."""

PHRASE = 4
"""Bars."""


_STACCATO = {"staccato": 0.5, "wedge": 0.35}
_PORTATO, _TENUTO, _SLURRED_AGAIN = 0.75, 0.99, 0.97
"""Marked short under a slur; marked to be held; two notes of one pitch under a slur."""


def sounding_ends(
    tones: Sequence[Tone], played: Sequence[tuple[int, int]], family: Family, on_beat: Sequence[bool],
    per_millisecond: Sequence[float], chance: Random,
) -> list[int]:  # fmt: skip
    """Where each tone ends that is played from `played`'s onset to the next one's, or to a rest.

    `on_beat`, `per_millisecond`: whether each tone begins on a beat, and the parts of the grid there.
    """
    touch = TOUCH[family]
    ends = []
    for index, tone in enumerate(tones):
        start, end = played[index]
        after = tones[index + 1] if index + 1 < len(tones) else None
        if after is not None:
            end = min(end, played[index + 1][0]) if after.onset > tone.end else played[index + 1][0]
        written = _written_share(tone, after)
        if written is not None:
            ends.append(max(start + 1, round(end - (end - start) * (1 - written))))
            continue
        share, phrase = _share(touch, tone, after, after is not None and on_beat[index + 1])
        if share < 0.97:
            share = min(share + chance.gauss(0, _VARIES), 0.99)
        gap = (end - start) * (1 - share)
        longest = (_LONGEST_BREATH if phrase else _LONGEST_GAP) * per_millisecond[index]
        ends.append(max(start + 1, round(end - min(gap, longest))))
    return ends


def _written_share(tone: Tone, after: Tone | None) -> float | None:
    """How much of its time a tone sounds by the dots, lines and slurs at it (ABC 2.1, 4.11 and 4.14)."""
    marks = tone.signs.decorations
    short = min((_STACCATO[mark] for mark in marks if mark in _STACCATO), default=None)
    if short is not None:
        return _PORTATO if tone.slurred else short
    if tone.slurred and after is not None:
        return 1.0 if set(tone.pitches).isdisjoint(after.pitches) else _SLURRED_AGAIN
    return _TENUTO if "tenuto" in marks else None


def _share(touch: Touch, tone: Tone, after: Tone | None, before_beat: bool) -> tuple[float, bool]:
    """How much of its time the tone sounds, and whether it ends a phrase. `before_beat`: next is one."""
    if after is None:
        return 1.0, False
    if _ends_phrase(tone, after) or "breath" in tone.signs.decorations:
        return touch.phrase, True
    if not set(tone.pitches).isdisjoint(after.pitches):
        return touch.repeated, False
    if touch.ringing is not None and not tone.position and not before_beat:
        return touch.ringing, False
    return (touch.into_beat if before_beat else touch.within), False


def _ends_phrase(tone: Tone, after: Tone) -> bool:
    """The last tone of every fourth bar and of every time through; a pickup belongs to what follows it."""
    place, following = tone.place, after.place
    if place is following or (place.offset and not place.ends_time_through):
        return False
    return place.ends_time_through or (place.number + 1) % PHRASE == 0


def without_overlap(notes: Sequence[tuple[int, int, int]]) -> list[int]:
    """The ends of (onset, end, pitch) so that no note sounds into the next of the same pitch."""
    ends = [end for _, end, _ in notes]
    by_pitch: dict[int, list[int]] = {}
    for index, (_, _, pitch) in enumerate(notes):
        by_pitch.setdefault(pitch, []).append(index)
    for indices in by_pitch.values():
        for before, after in pairwise(sorted(indices, key=lambda index: notes[index][0])):
            ends[before] = min(ends[before], notes[after][0])
    return ends
