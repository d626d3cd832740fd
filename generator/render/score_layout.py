"""The layout of the sheet music: which bars begin a line.

Knows nothing of note values or MusicXML.
"""

from __future__ import annotations

from fractions import Fraction

from generator.notation.changes import full_bars
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody, Signs

BARS_A_LINE = 4
CROWDED = 44
"""Symbols from which a line of the page would be crowded."""

_OF_A_LETTER = 0.4
_OF_A_GRACE_NOTE = 0.6
"""How much room a letter of a syllable and a grace note take, in symbols."""


def line_starts(melody: Melody) -> set[int]:
    """Indices of the bars that begin a line: every fourth of each section, earlier if a line gets crowded.

    Pickups and second endings do not count.
    """
    starts = {0}
    pickups, full = pickup_offsets(melody), full_bars(melody)
    begun, filled, taken = 0, Fraction(0), 0.0
    for index, bar in enumerate(melody.bars):
        needed = sum(room(note.signs) for note in bar.notes)
        later_ending = bar.ending and 1 not in bar.ending
        is_full = not later_ending and (filled >= BARS_A_LINE or taken + needed > CROWDED)
        if index > begun and (is_full or (filled >= 2 and _begins_section(melody, index))):
            starts.add(index)
            begun, filled, taken = index, Fraction(0), 0.0
        if not pickups[index]:
            filled += bar.duration / full[index]
        taken += needed
    return starts


def room(signs: Signs) -> float:
    """How much room a note needs, where 1 is that of a note without anything beside it."""
    letters = max(map(len, signs.syllables), default=0)
    graces = len(signs.grace.pitches) if signs.grace else 0
    return max(1.0, _OF_A_LETTER * (letters + 1)) + _OF_A_GRACE_NOTE * graces


def _begins_section(melody: Melody, index: int) -> bool:
    bar: Bar = melody.bars[index]
    before = melody.bars[index - 1]
    return bar.opens_repeat or (before.ends_section and not bar.ending)
