"""How far the harmony agrees with people who wrote chords over the same tunes.

The chord symbols are stripped, the harmony is asked for, and the two are compared by time: exact triads, a
seventh as its triad, the bass left out. What comes before the first symbol of a tune is not compared.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise, product
from operator import itemgetter
from pathlib import Path

from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony, harmonise
from generator.errors import NotationError
from generator.notation.bare import without_chords
from generator.notation.changes import states
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody
from generator.notation.reading.books.book import split_tunes
from generator.notation.reading.books.encoding import decode
from generator.notation.reading.reader import read_abc
from generator.notation.theory import MODES, Key, Meter
from tests.proof.contradictions import Chords, has_contradiction

Triad = tuple[int, int, int]
"""Pitch classes of the root, third and fifth."""
Piece = tuple[Fraction, Fraction, Triad | None]
"""Onset and end in the bar, and what is played."""

_STRONG = {"2/2": 4, "4/4": 4, "2/4": 2, "6/8": 3, "9/8": 3, "12/8": 6, "3/2": 4, "6/4": 6}
"""Eighths from one strong beat to the next; in other meters only the bar begins with one."""
_TICKS = 2**7 * 3**2 * 5 * 7
_TIME = "time"
_GUESSES = ("agreement", "tonic_always", "I-IV-V")
_COUNTS = ("chorded", "changes", "on_strong_beats", "parts", "ending_on_tonic", "half_cadence",
           "contradicted_by_people", "contradicted")  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.abc")


def compare_files(files: list[Path]) -> tuple[str, list[str]]:
    """A line of figures, and the tunes that cannot be read."""
    sums: Counter[str] = Counter()
    refused: list[str] = []
    for file in files:
        for tune in split_tunes(decode(file.read_bytes())):
            try:
                sums.update(compare(read_abc(tune.text)))
            except NotationError as error:
                refused.append(f"{file.name}: {tune.in_file(error)}")
    return report(sums, len(refused)), refused


def report(sums: Counter[str], refused: int) -> str:
    """Shares of the time that is compared, and counts."""
    shares = " ".join(f"{name}={sums[name] / max(sums[_TIME], 1):.1%}" for name in _GUESSES)
    counts = " ".join(f"{name}={sums[name]}" for name in _COUNTS)
    return f"tunes={sums['tunes']} refused={refused} {shares} {counts}"


def compare(melody: Melody) -> Counter[str]:
    """The sums of one tune: time compared and agreed, changes, and ends of parts."""
    bare = without_chords(melody)
    harmony = harmonise(bare)
    written = list(by_people(melody))
    guesses = by_harmony(bare, harmony), always_tonic(bare), by_template(bare)
    sums: Counter[str] = Counter(tunes=1, chorded=any(bar.chords for bar in melody.bars))
    sums[_TIME] = _ticks(end - onset for bar in written for onset, end, triad in bar if triad)
    for name, guess in zip(_GUESSES, guesses, strict=True):
        sums[name] = _ticks(_agreed(written, list(guess)))
    sums["contradicted_by_people"] = has_contradiction(bare, written_chords(melody))
    sums["contradicted"] = has_contradiction(bare, harmony.bars)
    in_force, pickups = states(bare), pickup_offsets(bare)
    for index, onset, _ in harmony.changes():
        sums["changes"] += 1
        sums["on_strong_beats"] += _is_strong(in_force[index].meter, onset + pickups[index])
    for index, chord in part_ends(bare, harmony):
        sums["parts"] += 1
        sums[rest(chord, in_force[index].key)] += 1
    return sums


def _ticks(lengths: Iterable[Fraction]) -> int:
    """The sum of lengths in whole notes, as a whole number of very short notes."""
    return round(sum(lengths, Fraction(0)) * _TICKS)


def triad_of(chord: Chord) -> Triad:
    root, third, fifth = (*chord.classes, chord.root_class)[:3]
    return root, third, fifth


def by_people(melody: Melody) -> Iterator[list[Piece]]:
    for bar, chords in zip(melody.bars, written_chords(melody), strict=True):
        yield _pieces(bar, {onset: triad_of(chord) if chord else None for onset, chord in chords})


def written_chords(melody: Melody) -> Iterator[Chords]:
    """What is written over every bar; an ending follows the bar before the first ending."""
    now: Chord | None = None
    before_endings: Chord | None = None
    for bar in melody.bars:
        if bar.ending:
            before_endings = now if 1 in bar.ending else before_endings
            now = before_endings
        written = {Fraction(0): now}
        written |= {onset: chord for onset, text in bar.chords if (chord := Chord.parse(text))}
        yield sorted(written.items(), key=itemgetter(0))
        now = written[max(written)]


def by_harmony(melody: Melody, harmony: Harmony) -> Iterator[list[Piece]]:
    for bar, segments in zip(melody.bars, harmony.bars, strict=True):
        yield _pieces(bar, {onset: triad_of(chord) if chord else None for onset, chord in segments})


def always_tonic(melody: Melody) -> Iterator[list[Piece]]:
    for bar in melody.bars:
        yield _pieces(bar, {Fraction(0): _primary_triads(melody)[0]})


def by_template(melody: Melody) -> Iterator[list[Piece]]:
    """From strong beat to strong beat that one of I, IV and V which has most of the notes."""
    step = Fraction(_STRONG.get(melody.meter.name, 8 * melody.meter.bar), 8)
    for bar in melody.bars:
        onset = Fraction(0)
        sounding: dict[Fraction, list[float]] = {}
        for note in bar.notes:
            here = sounding.setdefault(onset // step * step, [0.0] * 12)
            for pitch in note.pitches:
                here[pitch.midi % 12] += float(note.duration)
            onset += note.duration
        yield _pieces(bar, {start: _best(melody, weights) for start, weights in sounding.items()})


def _best(melody: Melody, weights: list[float]) -> Triad:
    return max(_primary_triads(melody), key=lambda triad: sum(weights[one] for one in triad))


def _primary_triads(melody: Melody) -> list[Triad]:
    """I, IV and V of the key; in minor modes i, iv and V."""
    third = 4 if MODES[melody.key.mode] >= -1 else 3
    tonic = melody.key.tonic_class
    return [(tonic, (tonic + third) % 12, (tonic + 7) % 12),
            ((tonic + 5) % 12, (tonic + 5 + third) % 12, tonic),
            ((tonic + 7) % 12, (tonic + 11) % 12, (tonic + 2) % 12)]  # fmt: skip


def _pieces(bar: Bar, written: dict[Fraction, Triad | None]) -> list[Piece]:
    onsets = [*sorted(written), bar.duration]
    return [(onset, end, written[onset]) for onset, end in pairwise(onsets)]


def _agreed(written: list[list[Piece]], guessed: list[list[Piece]]) -> Iterator[Fraction]:
    """The times for which both are the same, in whole notes."""
    for theirs, ours in zip(written, guessed, strict=True):
        for (onset, end, triad), (other_onset, other_end, other) in product(theirs, ours):
            if triad and triad == other:
                yield max(Fraction(0), min(end, other_end) - max(onset, other_onset))


def _is_strong(meter: Meter, position: Fraction) -> bool:
    step = _STRONG.get(meter.name)
    place = 8 * position % (8 * meter.bar)
    return not place or bool(step and place % step == 0)


def part_ends(melody: Melody, harmony: Harmony) -> Iterator[tuple[int, Chord | None]]:
    """The last bar and chord of each part and each ending; a lead-in before a repeat is no part."""
    for index, (bar, segments) in enumerate(zip(melody.bars, harmony.bars, strict=True)):
        following = melody.bars[index + 1] if index + 1 < len(melody.bars) else None
        later_ending = following and following.ending and 1 not in following.ending
        if pickup_offsets(melody)[index]:
            continue
        if following is None or bar.ends_section or following.opens_repeat or later_ending:
            yield index, segments[-1][1]


def rest(chord: Chord | None, key: Key) -> str:
    """How a part ends, the tonic being that of the key."""
    if chord is None:
        return "restless"
    degree = (chord.root_class - key.tonic_class) % 12
    flat_seventh = MODES[key.mode] < 0
    half = {5, 7, 10} if flat_seventh else {5, 7}
    return "ending_on_tonic" if degree == 0 else "half_cadence" if degree in half else "restless"
