"""The features of a tune: numbers that say how it repeats, moves and ends, whatever its key and octave.

They describe a tune as written: a repeated part counts once. A feature that a tune cannot have (the fifth bar
of a part of four) is NaN.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import groupby, pairwise
from statistics import fmean, pstdev

from generator.judge.phrases import BarContent, Phrases, content, ticks
from generator.notation.melody import Melody, Note

_EIGHTH, _THIRTY_SECOND = Fraction(1, 8), Fraction(1, 32)
_DISTANCES = (1, 2, 4)
"""Bars from one bar to the one it is compared with."""
_MAJOR_TRIAD, _MINOR_TRIAD = (0, 4, 7), (0, 3, 7)
_MAJOR_MODES = ("maj", "lyd", "mix")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the features are counted from. Lengths are in ticks, pitches in semitones above the tonic.

    `onsets`: where in its bar each note begins; `steps`: from each pitch to the next, in semitones.
    """

    melody: Melody
    phrases: Phrases
    repeats: Mapping[str, Sequence[bool]]
    notes: Sequence[Note]
    durations: Sequence[int]
    onsets: Sequence[int]
    pitches: Sequence[int]
    steps: Sequence[int]
    rhythms: Sequence[tuple[int, ...]]
    beat: int


def features(melody: Melody) -> dict[str, float]:
    """Name -> number, for every name in `FEATURES`. The tune must have notes.

    Raises FormError where repeats do not pair up.
    """
    facts = _facts(melody)
    return {name: float(feature(facts)) for name, feature in FEATURES.items()}


def _facts(melody: Melody) -> _Facts:
    phrases = Phrases.of(melody)
    notes = [note for bar in melody.bars for note in bar.notes]
    pitches = [note.pitches[-1].midi - melody.key.tonic_class for note in notes if note.pitches]
    return _Facts(
        melody=melody,
        phrases=phrases,
        repeats=phrases.repeats(),
        notes=notes,
        durations=[ticks(note.duration) for note in notes],
        onsets=_onsets(melody),
        pitches=pitches,
        steps=[two - one for one, two in pairwise(pitches)],
        rhythms=[tuple(duration for _, duration in bar) for bar in phrases.bars],
        beat=ticks(melody.meter.beat),
    )


def _onsets(melody: Melody) -> list[int]:
    """Where in its bar each note begins; a pickup ends with its bar."""
    found = list[int]()
    pickup = ticks(max(Fraction(0), melody.meter.bar - melody.bars[0].duration))
    for number, bar in enumerate(melody.bars):
        onset = 0 if number else pickup
        for _, duration in content(bar):
            found.append(onset)
            onset += duration
    return found


def _share(flags: Iterable[bool]) -> float:
    """The share that is true; NaN of none."""
    flags = list(flags)
    return sum(flags) / len(flags) if flags else math.nan


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return fmean(values) if values else math.nan


def different_bars(bars: Sequence[BarContent]) -> float:
    """Different bars, as a share of all bars."""
    return len(set(bars)) / len(bars) if bars else math.nan


def commonest_bar(bars: Sequence[BarContent]) -> float:
    """How often the commonest bar comes, as a share of all bars."""
    return max(Counter(bars).values()) / len(bars) if bars else math.nan


def _repeat(name: str, facts: _Facts) -> float:
    return _share(facts.repeats[name])


def _equal_at(distance: int, facts: _Facts) -> float:
    return _share(facts.phrases.equal_at(distance))


def _same_rhythm_at(distance: int, facts: _Facts) -> float:
    return _share(
        [duration for _, duration in one] == [duration for _, duration in two]
        for part in facts.phrases.parts
        for one, two in zip(part, part[distance:], strict=False)
    )


def _almost_equal_at(distance: int, facts: _Facts) -> float:
    """How many notes of a bar are those of the bar so many before, at the same place in it."""
    return _mean(
        sum(map(tuple.__eq__, one, two)) / max(len(one), len(two))
        for part in facts.phrases.parts
        for one, two in zip(part, part[distance:], strict=False)
        if one and two
    )


def _shared_between_parts(facts: _Facts) -> float:
    """Of the bars after the first part, the share that is in an earlier part too."""
    known, flags = set[BarContent](), list[bool]()
    for number, part in enumerate(facts.phrases.parts):
        flags += [bar in known for bar in part] if number else []
        known |= set(part)
    return _share(flags)


def _lengths(low: Fraction, high: Fraction, facts: _Facts) -> float:
    """Of the notes, the share that lasts from `low` to below `high`, in whole notes."""
    least, above = ticks(low), ticks(high)
    return _share(least <= duration < above for duration in facts.durations)


def _sizes(low: int, high: int, facts: _Facts) -> float:
    """Of the steps from note to note, the share of `low` to `high` semitones, up or down."""
    return _share(low <= abs(step) <= high for step in facts.steps)


def _notes_per_beat(facts: _Facts) -> float:
    return len(facts.notes) * facts.beat / sum(facts.durations)


def _spread_of_notes_per_bar(facts: _Facts) -> float:
    counts = [len(rhythm) for rhythm in facts.rhythms]
    return pstdev(counts) / fmean(counts) if sum(counts) else math.nan


def _over_the_beat(facts: _Facts) -> float:
    """Of the notes that begin between two beats, the share that lasts beyond the second."""
    places = [onset % facts.beat for onset in facts.onsets]
    return _share(
        place + duration > facts.beat
        for place, duration in zip(places, facts.durations, strict=True)
        if place
    )  # fmt: skip


def _on_the_beat(facts: _Facts) -> list[int]:
    """Pitches of the notes that begin on a beat."""
    tonic = facts.melody.key.tonic_class
    places = zip(facts.onsets, facts.notes, strict=True)
    return [
        note.pitches[-1].midi - tonic for onset, note in places if note.pitches and not onset % facts.beat
    ]


def _in_tonic_triad(pitches: Iterable[int], facts: _Facts) -> float:
    triad = _MAJOR_TRIAD if facts.melody.key.mode in _MAJOR_MODES else _MINOR_TRIAD
    return _share(pitch % 12 in triad for pitch in pitches)


def _altered(facts: _Facts) -> float:
    """Of the notes, the share that is not in the key."""
    signature = facts.melody.key.signature
    return _share(pitch.alter != signature[pitch.step] for note in facts.notes for pitch in note.pitches)


def _turns(facts: _Facts) -> float:
    """How often the melody turns, of the times that it could."""
    moves = [step for step in facts.steps if step]
    return _share((one > 0) != (two > 0) for one, two in pairwise(moves))


def _longest_run(facts: _Facts) -> float:
    """Notes in the longest run in one direction."""
    runs = [len(list(run)) for up, run in groupby(facts.steps, lambda step: (step > 0) - (step < 0)) if up]
    return max(runs, default=0) + 1


def _part_pitches(facts: _Facts) -> list[list[int]]:
    return [[pitches[-1] for bar in part for pitches, _ in bar if pitches] for part in facts.phrases.parts]


def _second_part_higher(facts: _Facts) -> float:
    """Semitones between the mean pitches of the second part and the first."""
    means = [_mean(pitches) for pitches in _part_pitches(facts)[:2]]
    return means[1] - means[0] if len(means) == 2 else math.nan


def _place_of_highest(facts: _Facts) -> float:
    """Where the highest note is, 0 at the beginning to 1 at the end."""
    if len(facts.pitches) < 2:
        return math.nan
    return facts.pitches.index(max(facts.pitches)) / (len(facts.pitches) - 1)


def _last_pitch(part: int, facts: _Facts) -> int | None:
    """Semitones above the tonic, 0..11, of the last note of a part; None if it has none."""
    pitches = _part_pitches(facts)[part]
    return (pitches[-1] - facts.melody.key.tonic_class) % 12 if pitches else None


def _last_step(facts: _Facts) -> float:
    """Semitones, up or down, to the last note."""
    return abs(facts.steps[-1]) if facts.steps else math.nan


def _last_length(facts: _Facts) -> float:
    """Eighths that the last note lasts."""
    return facts.durations[-1] / ticks(_EIGHTH)


def _notes_in_last_bar(facts: _Facts) -> float:
    """Notes in the last bar, compared with the mean of all bars."""
    return len(facts.melody.bars[-1].notes) / fmean(map(len, facts.rhythms))


def last_note_is_short(melody: Melody) -> bool:
    """Whether the last note, or rest, is shorter than an eighth. The tune must have notes."""
    return [note for bar in melody.bars for note in bar.notes][-1].duration < _EIGHTH


def last_bar_has_thirty_second(melody: Melody) -> bool:
    """Whether a note of the last bar is a 32nd or shorter."""
    return any(note.duration <= _THIRTY_SECOND for note in melody.bars[-1].notes)


_COMPARED = ("bar_5_is_bar_1", "bars_5_6_are_bars_1_2", "bar_6_is_bar_2", "bar_3_is_bar_1", "bar_7_is_bar_3",
            "bar_7_of_part_b_is_that_of_part_a", "part_b_ends_as_part_a")  # fmt: skip

FEATURES: Mapping[str, Callable[[_Facts], float]] = {
    # Repetition: shares of the places where it could be so (see `Phrases.repeats`)
    **{name: partial(_repeat, name) for name in _COMPARED},
    **{f"equal_to_{distance}_before": partial(_equal_at, distance) for distance in _DISTANCES},
    **{f"almost_equal_to_{distance}_before": partial(_almost_equal_at, distance) for distance in _DISTANCES},
    **{f"rhythm_of_{distance}_before": partial(_same_rhythm_at, distance) for distance in _DISTANCES},
    "different_bars": lambda tune: different_bars(tune.phrases.bars),
    "commonest_bar": lambda tune: commonest_bar(tune.phrases.bars),
    "shared_between_parts": _shared_between_parts,
    # Rhythm: shares of the notes, by their length
    "shorter_than_sixteenth": partial(_lengths, Fraction(0), Fraction(1, 16)),
    "sixteenths": partial(_lengths, Fraction(1, 16), _EIGHTH),
    "eighths": partial(_lengths, _EIGHTH, Fraction(3, 16)),
    "dotted_eighths": partial(_lengths, Fraction(3, 16), Fraction(1, 4)),
    "quarters": partial(_lengths, Fraction(1, 4), Fraction(3, 8)),
    "longer_than_quarter": partial(_lengths, Fraction(3, 8), Fraction(1000)),
    "in_tuplets": lambda tune: _share(note.tuplet is not None for note in tune.notes),
    "rests": lambda tune: _share(not note.pitches for note in tune.notes),
    "notes_per_beat": _notes_per_beat,
    "spread_of_notes_per_bar": _spread_of_notes_per_bar,
    "different_rhythms": lambda tune: len(set(tune.rhythms)) / len(tune.rhythms),
    "over_the_beat": _over_the_beat,
    # Pitch: shares of the steps, by their size in semitones; semitones; shares of the notes
    "repeated_notes": partial(_sizes, 0, 0),
    "steps": partial(_sizes, 1, 2),
    "thirds": partial(_sizes, 3, 4),
    "fourths_and_fifths": partial(_sizes, 5, 7),
    "wide_leaps": partial(_sizes, 8, 99),
    "mean_step": lambda tune: _mean(map(abs, tune.steps)),
    "turns": _turns,
    "longest_run": _longest_run,
    "range": lambda tune: max(tune.pitches) - min(tune.pitches) if tune.pitches else math.nan,
    "different_pitches": lambda tune: len(set(tune.pitches)),
    "altered": _altered,
    "in_tonic_triad": lambda tune: _in_tonic_triad(tune.pitches, tune),
    "in_tonic_triad_on_the_beat": lambda tune: _in_tonic_triad(_on_the_beat(tune), tune),
    "second_part_higher": _second_part_higher,
    "place_of_highest": _place_of_highest,
    # Cadences
    "first_part_ends_on_tonic": lambda tune: _last_pitch(0, tune) == 0,
    "first_part_ends_on_fifth": lambda tune: _last_pitch(0, tune) == 7,
    "ends_on_tonic": lambda tune: _last_pitch(-1, tune) == 0,
    "last_step": _last_step,
    "last_length": _last_length,
    "notes_in_last_bar": _notes_in_last_bar,
    "last_note_is_short": lambda tune: last_note_is_short(tune.melody),
    "last_bar_has_thirty_second": lambda tune: last_bar_has_thirty_second(tune.melody),
}  # fmt: skip
"""Name -> how it is counted."""
