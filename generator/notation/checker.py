"""The checker: every reason why a musician would not accept a tune, in words."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from generator.notation.form import FormError, Section, sections
from generator.notation.melody import Bar, Melody

BARS = (8, 80)
FEWEST_NOTES = 24
RANGE = (48, 96)
"""MIDI pitches, C3..C7."""


def check(melody: Melody) -> list[str]:
    """Problems of a tune, none for a good one: form, bars that do not add up, range, size."""
    problems = bar_problems(melody)
    notes = [note for bar in melody.bars for note in bar.notes if note.pitches]
    pitches = [pitch.midi for note in notes for pitch in note.pitches]
    if len(notes) < FEWEST_NOTES:
        problems.append(f"only {len(notes)} notes")
    elif min(pitches) < RANGE[0] or max(pitches) > RANGE[1]:
        problems.append("a note is out of range")
    if not BARS[0] <= len(melody.bars) <= BARS[1]:
        problems.append(f"{len(melody.bars)} bars")
    return problems


def bar_problems(melody: Melody) -> list[str]:
    """Where bars do not sum to the meter, in the order in which they are played.

    Only the first bar of a part may be short (its pickup); then the bar played before it must be
    short by as much. The tune may end on a full bar or on the complement of its first pickup.
    """
    try:
        parts = sections(melody)
    except FormError as error:
        return [str(error)]
    full = melody.meter.bar
    runs = [run for part in parts for run in part.passes()]
    problems = [problem for part in parts for problem in _inner_problems(part, full)]
    for before, after in pairwise(runs):
        problems += _seam_problems(before, _pickup(after, full), full)
    last = runs[-1][-1].duration
    if not _is_single_bar(runs[-1]) and last not in (full, full - _pickup(runs[0], full)):
        problems.append("the last bar and the first do not add up")
    return problems


def _inner_problems(part: Section, full: Fraction) -> list[str]:
    """Bars between the first and the last of each time through must be full, the edges not too long."""
    problems = []
    for run in part.passes():
        if any(bar.duration != full for bar in run[1:-1]) or max(run[0].duration, run[-1].duration) > full:
            problems.append("a bar does not add up")
    return problems[:1]


def _pickup(bars: tuple[Bar, ...], full: Fraction) -> Fraction:
    return bars[0].duration if bars[0].duration < full else Fraction(0)


def _is_single_bar(bars: tuple[Bar, ...]) -> bool:
    return len(bars) == 1


def _seam_problems(before: tuple[Bar, ...], pickup: Fraction, full: Fraction) -> list[str]:
    if before[-1].duration + pickup != full:
        return ["where two parts meet, the bars do not add up"]
    return []
