"""How often the phrases of tunes come again, how tunes end and how they differ: shares of bars or tunes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from generator.judge.features import (
    commonest_bar,
    different_bars,
    last_bar_has_thirty_second,
    last_note_is_short,
)
from generator.judge.phrases import Phrases
from generator.notation.melody import Melody
from trainer.evaluation.tune_checks import CheckedTune

REPETITION: Mapping[str, str] = {
    "bar_5_is_bar_1": "bar 5 is bar 1 again (parts of 8 bars)",
    "bars_5_6_are_bars_1_2": "bars 5-6 are bars 1-2 again",
    "bar_6_is_bar_2": "bar 6 is bar 2",
    "bar_3_is_bar_1": "bar 3 is bar 1",
    "bar_7_is_bar_3": "bar 7 is bar 3",
    "bar_7_of_part_b_is_that_of_part_a": "part B's bar 7 is part A's",
    "part_b_ends_as_part_a": "part B's last bar begins as part A's",
    "different_bars": "different bars of all bars",
    "bar_is_the_one_before": "a bar is the one before it again",
    "one_bar_is_most": "tunes in which one bar makes up more than half of all bars",
}
"""Name of a figure -> what it is a share of, in words."""

ENDINGS: Mapping[str, str] = {
    "last_note_is_short": "the last note is shorter than an eighth",
    "last_bar_has_thirty_second": "a 32nd in the last bar",
}

VARIETY: Mapping[str, str] = {"different_openings": "different openings (four bars) of all tunes"}


def melodies_of(tunes: Iterable[CheckedTune]) -> list[Melody]:
    """The tunes that can be read, whose repeats pair up, and that have notes."""
    found = (tune.melody for tune in tunes if tune.form)
    return [melody for melody in found if melody and any(bar.notes for bar in melody.bars)]


def repetition(melodies: Sequence[Melody]) -> dict[str, float]:
    """The figures of `REPETITION`, 0..1; those that no tune has a place for are left out.

    A share of parts counts every part (or pair of first parts) of eight bars; `bar_is_the_one_before` counts
    every bar, `different_bars` is the mean over the tunes.
    """
    places: dict[str, list[float]] = defaultdict(list)
    for melody in melodies:
        phrases = Phrases.of(melody)
        for name, flags in phrases.repeats().items():
            places[name] += flags
        places["different_bars"].append(different_bars(phrases.bars))
        places["one_bar_is_most"].append(commonest_bar(phrases.bars) > 1 / 2)
    return {name: fmean(places[name]) for name in REPETITION if places[name]}


def repetition_gap(melodies: Sequence[Melody], printed: Sequence[Melody]) -> float:
    """The mean distance, 0..1, between the figures of these tunes and of printed ones; 1 without any."""
    mine, theirs = repetition(melodies), repetition(printed)
    gaps = [abs(mine[name] - theirs[name]) for name in mine.keys() & theirs.keys()]
    return fmean(gaps) if gaps else 1.0


def variety(melodies: Sequence[Melody]) -> dict[str, float]:
    """The figures of `VARIETY`, 0..1; none without tunes. Openings are equal in any key."""
    if not melodies:
        return {}
    return {"different_openings": len(set(map(_opening, melodies))) / len(melodies)}


def _opening(melody: Melody) -> tuple[tuple[tuple[int, ...], int], ...]:
    """The notes of the first four bars after the pickup: semitones above the tonic's class, and ticks."""
    tonic = melody.key.tonic_class
    bars = Phrases.of(melody).parts[0][:4]
    notes = [(tuple(pitch - tonic for pitch in pitches), ticks) for bar in bars for pitches, ticks in bar]
    lowest = min((pitch for pitches, _ in notes for pitch in pitches), default=0)
    octave = lowest // 12 * 12
    return tuple((tuple(pitch - octave for pitch in pitches), ticks) for pitches, ticks in notes)


def endings(melodies: Sequence[Melody]) -> dict[str, float]:
    """The figures of `ENDINGS`: shares of the tunes, 0..1; none without tunes."""
    if not melodies:
        return {}
    return {
        "last_note_is_short": fmean(map(last_note_is_short, melodies)),
        "last_bar_has_thirty_second": fmean(map(last_bar_has_thirty_second, melodies)),
    }
