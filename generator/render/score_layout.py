"""The layout of the sheet music: which bars begin a line, and which lines a page.

Knows nothing of note values or MusicXML.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from generator.notation.changes import full_bars
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody, Note, Signs

BARS_A_LINE = (4, 2, 1)
"""The full bars that a line may have; the most that have room are taken, so that phrases stay together."""

_OF_A_LETTER = 0.4
_OF_A_GRACE_NOTE = 0.6
"""How much room a letter of a syllable and a grace note take, in symbols."""
_OF_SUNG = 1.12
"""How much more room a line with syllables needs: its longer notes cannot give theirs to them."""

_OF_A_NAME, _OF_ITS_LETTERS = 0.3, 0.63
"""How wide a chord name is beside its letters, and by each of them, in ems."""
_SHORTEST, _SPREAD = Fraction(1, 8), 0.6
"""How much wider longer notes are set: a power of their length in eighths, as the engraving library does."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`crowded`: symbols from which a line would be crowded. `ems`: the width of its notes, in those of a
    chord name."""

    crowded: int
    ems: float


SCREEN = Layout(crowded=26, ems=33)
"""Short lines, so that the staves are large where the picture is shown small."""
PAPER = Layout(crowded=44, ems=57)

ChordNames = Mapping[Fraction, str]
"""The chord names over a bar, by their onsets in it."""


def line_starts(melody: Melody, layout: Layout, names: Sequence[ChordNames] = ()) -> set[int]:
    """Indices of the bars that begin a line.

    All lines have as many bars as nearly all of them have room for, fewer where one would be crowded, or
    where the `names` over its bars, if there are any, would touch. Pickups and second endings do not count.
    """
    lines = _Lines(melody, layout, names)
    usual = lines.usual
    starts, at = set(), 0
    while at < len(melody.bars):
        starts.add(at)
        at = lines.end(at, usual)
    return starts or {0}


def page_starts(lines: int, pages: int) -> set[int]:
    """The lines that begin a page, but for the first, where all pages have as many, or one more."""
    return {math.ceil(lines * page / pages) for page in range(1, pages)}


def room(signs: Signs) -> float:
    """How much room a note needs, where 1 is that of a note without anything beside it."""
    letters = max(map(len, signs.syllables), default=0)
    graces = len(signs.grace.pitches) if signs.grace else 0
    return max(1.0, _OF_A_LETTER * (letters + 1)) + _OF_A_GRACE_NOTE * graces


class _Lines:
    """Where lines of a melody would end."""

    def __init__(self, melody: Melody, layout: Layout, names: Sequence[ChordNames]) -> None:
        self._crowded, self._ems = layout.crowded, layout.ems
        self._spread = [sum(map(_spread, bar.notes)) for bar in melody.bars]
        self._closest = [
            max((width / share for share, width in _shares(bar, over)), default=0.0)
            for bar, over in zip(melody.bars, names or [{}] * len(melody.bars), strict=True)
        ]
        self._bars: Sequence[Bar] = melody.bars
        self._sung = [
            max((room(one.signs) / _spread(one) for one in bar.notes if one.signs.syllables), default=0.0)
            for bar in melody.bars
        ]
        self._room = [sum(room(note.signs) for note in bar.notes) for bar in melody.bars]
        self._filled = [
            Fraction(0) if is_pickup else bar.duration / full
            for bar, is_pickup, full in zip(
                melody.bars, pickup_offsets(melody), full_bars(melody), strict=True
            )
        ]
        self.usual = next((count for count in BARS_A_LINE if self._is_usual(count)), BARS_A_LINE[-1])
        """The bars that most lines have room for."""

    def end(self, begin: int, most: int) -> int:
        """Index of the bar after a line of at most so many full bars; fewer if those would be crowded."""
        for count in BARS_A_LINE:
            end = self._end(begin, count)
            if count <= most and self._has_room(begin, end):
                return end
        return self._crowded_end(begin)

    def _has_room(self, begin: int, end: int) -> bool:
        """Whether these bars fit into a line, with their names apart."""
        spread = sum(self._spread[begin:end])
        sung = _OF_SUNG * max(self._sung[begin:end]) * spread
        return (
            max(sung, sum(self._room[begin:end])) <= self._crowded
            and max(self._closest[begin:end]) * spread <= self._ems
        )

    def _is_usual(self, count: int) -> bool:
        """Whether at least three quarters of the lines of so many bars have room; fewer would be uneven."""
        fitting = lines = at = 0
        while at < len(self._bars):
            end = self._end(at, count)
            fitting += self._has_room(at, end)
            lines, at = lines + 1, end
        return 4 * fitting >= 3 * lines

    def _end(self, begin: int, count: int) -> int:
        filled = self._filled[begin]
        for index in range(begin + 1, len(self._bars)):
            later_ending = self._bars[index].ending and 1 not in self._bars[index].ending
            is_full = not later_ending and filled >= count
            if is_full or (2 * filled >= max(count, 2) and self._begins_section(index)):
                return index
            filled += self._filled[index]
        return len(self._bars)

    def _crowded_end(self, begin: int) -> int:
        """Where one bar, with its pickup and endings, is too much for a line."""
        taken = self._room[begin]
        for index in range(begin + 1, self._end(begin, 1)):
            taken += self._room[index]
            if taken > self._crowded:
                return index
        return self._end(begin, 1)

    def _begins_section(self, index: int) -> bool:
        before = self._bars[index - 1]
        return self._bars[index].opens_repeat or (before.ends_section and not self._bars[index].ending)


def _spread(note: Note) -> float:
    """How wide a note is set, where 1 is an eighth without anything beside it."""
    return max(room(note.signs), math.pow(note.duration / _SHORTEST, _SPREAD))


def _shares(bar: Bar, names: ChordNames) -> Iterator[tuple[float, float]]:
    """For each name over a bar how wide the notes below it are set, and how many ems it needs."""
    onsets = [*accumulate((note.duration for note in bar.notes), initial=Fraction(0))]
    for onset, end in pairwise([*sorted(names), bar.duration]):
        below = [note for at, note in zip(onsets, bar.notes, strict=False) if onset <= at < end]
        if below:
            yield sum(map(_spread, below)), _OF_A_NAME + _OF_ITS_LETTERS * len(names[onset])
