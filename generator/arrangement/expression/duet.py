"""Duets: when the second player joins in, and in which octave. Knows nothing of how the tones are played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from random import Random

from generator.arrangement.expression.line import Tone
from generator.arrangement.timeline import PlayedBar
from generator.instruments import Instrument

_OCTAVES = (-12, 0, 12)
"""Where the second player prefers to play, in semitones from the tune."""
_JOINS = ("from the start", "second times", "from the second part")


def joined(tones: Sequence[Tone], partner: Instrument, chance: Random | None) -> Iterator[Tone]:
    """What the second player plays: some times through, each in the first octave that the instrument has.

    If none has all of it: the bars that can be played as they stand. `chance` None: every time through.
    """
    joins = chance.choice(_JOINS) if chance else _JOINS[0]
    whole = [
        list(one) for _, one in groupby(tones, key=lambda tone: (tone.place.part, tone.place.time_through))
    ]
    wanted = [one for one in whole if _joins(joins, one[0].place)] or whole
    for one in wanted:
        yield from _in_an_octave(one, partner)


def _joins(when: str, place: PlayedBar) -> bool:
    if when == "second times":
        return place.time_through % 2 == 0
    return when == "from the start" or place.part > 0 or place.time_through > 2


def _in_an_octave(tones: Sequence[Tone], partner: Instrument) -> Iterator[Tone]:
    for octave in _OCTAVES:
        if all(_plays(partner, tone, octave) for tone in tones):
            return (replace(tone, pitches=tuple(pitch + octave for pitch in tone.pitches)) for tone in tones)
    bars = [list(bar) for _, bar in groupby(tones, key=lambda tone: tone.place.onset)]
    return (tone for bar in bars if all(_plays(partner, tone, 0) for tone in bar) for tone in bar)


def _plays(partner: Instrument, tone: Tone, octave: int) -> bool:
    return partner.lowest <= tone.pitches[0] + octave and tone.pitches[-1] + octave <= partner.highest
