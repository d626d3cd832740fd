from __future__ import annotations

from itertools import pairwise

import pytest

from generator.compose.originality import pitches_of
from generator.notation.melody import Melody
from generator.notation.reader import read_abc
from generator.notation.transpose import to_tonic
from tests.trainer.tunes import abc
from trainer.evaluation.copies import Likeness, TrainingTunes, copy_figures


def tune(*numbers: int) -> Melody:
    """A line of notes so many letters above C."""
    return read_abc("X:1\nL:1/8\nK:C\n" + " ".join("CDEFGABcdefgab"[number] for number in numbers))


def walk(seed: int) -> Melody:
    return read_abc(abc(seed))


def naive_longest(melody: Melody, others: list[Melody]) -> int:
    """Notes of the longest run shared, by trying all."""

    def steps(of: Melody) -> list[int]:
        pitches = pitches_of(of)
        return [two - one for one, two in pairwise(pitches)]

    mine, longest = steps(melody), 0
    for theirs in map(steps, others):
        for i in range(len(mine)):
            for j in range(len(theirs)):
                length = 0
                while mine[i : i + length + 1] == theirs[j : j + length + 1] and i + length < len(mine):
                    length += 1
                longest = max(longest, length + 1)
    return longest if longest >= 10 else 0


def test_a_training_tune_is_a_copy_of_itself_in_every_key() -> None:
    training = TrainingTunes(map(walk, range(5)))
    for copy in (walk(2), to_tonic(walk(2), "Eb")):
        notes = len(pitches_of(copy))
        assert training.likeness(copy) == Likeness(notes, 1.0)


def test_nothing_is_shared_with_tunes_that_have_no_ten_notes_in_common() -> None:
    assert TrainingTunes([walk(1)]).likeness(walk(99)) == Likeness(0, 0.0)
    assert TrainingTunes([]).likeness(walk(1)) == Likeness(0, 0.0)


def test_the_longest_run_is_the_one_that_trying_all_finds() -> None:
    line = [0, 2, 1, 3, 5, 4, 6, 2, 0, 1, 4, 4, 7, 9, 8, 6, 5, 7, 3, 1]
    training = [tune(*line), tune(*line[:13], 0, 0, *line[4:20])]
    for start, end in ((0, 20), (0, 12), (3, 12), (5, 17)):
        drawn = tune(9, 0, 9, *line[start:end], 9, 0, 9, 1)
        assert TrainingTunes(training).likeness(drawn).longest == naive_longest(drawn, training)


def test_the_share_is_of_the_one_tune_that_has_most() -> None:
    """A tune put together from halves of two: each has half of it."""
    first, second = pitches_of(walk(1))[:40], pitches_of(walk(2))[:40]
    assert len(first) == len(second) == 40
    made = walk(1)
    bars = walk(1).bars[:7] + walk(2).bars[:7]
    made = type(made)(made.meter, made.key, bars)
    assert TrainingTunes([walk(1), walk(2)]).likeness(made).share == pytest.approx(0.5, abs=0.03)


def test_figures_count_the_copies() -> None:
    training = TrainingTunes(map(walk, range(3)))
    figures = copy_figures(training, [walk(0), walk(50), walk(51), walk(52)])
    assert figures == {
        "longest_copy_median": 0,
        "longest_copy": len(pitches_of(walk(0))),
        "copied": 0.25,
        "original": 0.75,
    }
    assert copy_figures(training, [])["copied"] == 0
