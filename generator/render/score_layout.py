"""The layout of the sheet music: which bars begin a line.

Knows nothing of note values or MusicXML.
"""

from __future__ import annotations

from fractions import Fraction

from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody

BARS_A_LINE = 4
CROWDED = 44
"""Symbols from which a line of the page would be crowded."""


def line_starts(melody: Melody) -> set[int]:
    """Indices of the bars that begin a line: every fourth of each section, earlier if a line gets crowded.

    Pickups and second endings do not count.
    """
    starts = {0}
    pickups = pickup_offsets(melody)
    begun, filled, symbols = 0, Fraction(0), 0
    for index, bar in enumerate(melody.bars):
        later_ending = bar.ending and 1 not in bar.ending
        full = not later_ending and (filled >= BARS_A_LINE or symbols + len(bar.notes) > CROWDED)
        if index > begun and (full or (filled >= 2 and _begins_section(melody, index))):
            starts.add(index)
            begun, filled, symbols = index, Fraction(0), 0
        if not pickups[index]:
            filled += bar.duration / melody.meter.bar
        symbols += len(bar.notes)
    return starts


def _begins_section(melody: Melody, index: int) -> bool:
    bar: Bar = melody.bars[index]
    before = melody.bars[index - 1]
    return bar.opens_repeat or (before.ends_section and not bar.ending)
