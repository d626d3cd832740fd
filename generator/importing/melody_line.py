"""Which part of some music is the melody, and its top line, one note at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from generator.importing.midi_events import Part, Played

TOGETHER = Fraction(1, 12)
"""Notes of one hand that begin within so much of a quarter note are one chord."""
_LONGEST_NAME = 100
_COVERED = Fraction(1, 2)
"""The share of a note during which a higher one still sounds, that makes it an inner voice."""


_NAMED = re.compile(
    r"\b(?:melody|melodie|lead|tune|voice|vocals?|solo|soprano|flute|fiddle|violin|whistle)\b", re.IGNORECASE
)
"""What the part with the melody is called in most files."""


def melodic(notes: Sequence[Played]) -> int:
    """How many notes begin alone."""
    begins = [note.begin for note in notes]
    after = [later - one > TOGETHER for one, later in pairwise(begins)]
    return sum(alone and also for alone, also in zip([True, *after], [*after, True], strict=True))


def melody_of(parts: Sequence[Part]) -> Part:
    """The part with the most notes that begin alone; of two with as many the one that is named as a melody,
    else the first in the file."""
    return max(parts, key=lambda part: (melodic(part.notes), bool(_NAMED.search(part.name[:_LONGEST_NAME]))))


def top_line(notes: Sequence[Played]) -> list[Played]:
    """The highest notes of a part that is sorted by its begins, each over when the next one begins."""
    line: list[Played] = []
    sounding: dict[int, Fraction] = {}  # pitch -> until when
    for note in notes:
        sounding = {pitch: end for pitch, end in sounding.items() if end > note.begin}
        chord = bool(line) and note.begin - line[-1].begin <= TOGETHER and line[-1].end > note.begin
        if chord and note.pitch > line[-1].pitch:
            note = replace(note, begin=line.pop().begin)
        elif chord or _is_covered(note, sounding):
            continue
        line.append(note)
        sounding[note.pitch] = max(note.end, sounding.get(note.pitch, note.end))
    cut = [replace(one, end=min(one.end, later.begin)) for one, later in pairwise(line)]
    return [*cut, *line[-1:]]


def _is_covered(note: Played, sounding: dict[int, Fraction]) -> bool:
    """Whether a higher note that began before sounds on through most of this one."""
    until = max((end for pitch, end in sounding.items() if pitch > note.pitch), default=note.begin)
    return until - note.begin > max(TOGETHER, (note.end - note.begin) * _COVERED)
