"""Where the bars of a melody lie: which begin a line of the sheet music, which are pickups.

Knows nothing of notes' looks or MusicXML.
"""

from __future__ import annotations

from fractions import Fraction

from generator.notation.melody import Bar, Melody

BARS_A_LINE = 4
CROWDED = 44
"""Symbols that still stand comfortably on one line of the page."""


def pickup_offset(melody: Melody, index: int) -> Fraction:
    """How long after a bar line this bar's first note would stand were the bar whole: 0 but for pickups."""
    bar = melody.bars[index]
    missing = melody.meter.bar - bar.duration
    opens = index == 0 or bar.opens_repeat or melody.bars[index - 1].ends_section
    closes = bar.ends_section or bar.closes_repeat or bool(bar.ending)
    return missing if missing > 0 and opens and not closes else Fraction(0)


def line_starts(melody: Melody) -> set[int]:
    """Indices of the bars that begin a line: four bars a line, each section anew, fewer where bars are full.

    Pickups and second endings come on top of the four.
    """
    starts = {0}
    begun, filled, symbols = 0, Fraction(0), 0
    for index, bar in enumerate(melody.bars):
        later_ending = bar.ending and 1 not in bar.ending
        full = not later_ending and (filled >= BARS_A_LINE or symbols + len(bar.notes) > CROWDED)
        if index > begun and (full or (filled >= 2 and _begins_section(melody, index))):
            starts.add(index)
            begun, filled, symbols = index, Fraction(0), 0
        if not pickup_offset(melody, index):
            filled += bar.duration / melody.meter.bar
        symbols += len(bar.notes)
    return starts


def _begins_section(melody: Melody, index: int) -> bool:
    bar: Bar = melody.bars[index]
    before = melody.bars[index - 1]
    return bar.opens_repeat or (before.ends_section and not bar.ending)
