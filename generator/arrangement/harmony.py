"""The chords under a tune: the value that the players read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from generator.arrangement.chords import Chord


@dataclass(frozen=True, slots=True)
class Harmony:
    """For each written bar its chords: (onset in whole notes from its first note, chord); None is silence."""

    bars: tuple[tuple[tuple[Fraction, Chord | None], ...], ...]
