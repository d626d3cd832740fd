"""Ties: which notes are held, where that depends on what is played next (ABC 2.1, 4.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from generator.notation.melody import Melody, Note, Pitch
from generator.notation.unfold import played_order


def with_right_ties(melody: Melody, untied: Mapping[int, tuple[Pitch, ...]]) -> tuple[Melody, bool]:
    """The tune without ties that join nothing: to another pitch a tie is a slur.

    What follows a note is what is played next: at a `:|` the beginning of the repeat, before endings the
    first note of each. `untied`: the number of a chord, counted from 0 through the tune, and its pitches that
    are not tied. Also says whether a chord is not tied since the next one has such a pitch too.
    """
    following: dict[int, list[Note]] = {}
    for one, other in pairwise(played_order(melody)):
        following.setdefault(one, []).append(melody.bars[other].notes[0])
    number, lost = 0, False
    bars = []
    for index, bar in enumerate(melody.bars):
        notes = []
        for at, note in enumerate(bar.notes):
            after = bar.notes[at + 1 : at + 2] or following.get(index, [])
            apart = {pitch for one in after for pitch in one.pitches}
            if note.tied and not apart.isdisjoint(untied.get(number, ())):
                note, lost = replace(note, tied=False), True
            elif note.tied and apart.isdisjoint(note.pitches):
                note = replace(note, tied=False)
            notes.append(note)
            number += 1
        bars.append(replace(bar, notes=tuple(notes)))
    return replace(melody, bars=tuple(bars)), lost
