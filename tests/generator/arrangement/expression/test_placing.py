from itertools import pairwise

import pytest

from generator.arrangement.expression.line import TICKS, line_of
from generator.arrangement.expression.placing import early_or_late, placed
from generator.arrangement.feel import feels_of
from generator.arrangement.timeline import timeline
from generator.notation.melody import Melody
from tests.generator.arrangement.expression.lines import seeded, tune

PER_MILLISECOND = 20.0


def spans(melody: Melody) -> list[tuple[int, int]]:
    bars = timeline(melody)
    return placed(feels_of(melody), line_of(bars), bars)


def lengths(melody: Melody) -> list[float]:
    """Of the tones that another one follows, in quarters."""
    return [(after[0] - before[0]) / (TICKS / 4) for before, after in pairwise(spans(melody))]


def test_eighths_are_swung_and_triplets_are_not() -> None:
    long, short, *triplet = lengths(tune("AF (3DEF A4|", rhythm="hornpipe"))[:5]
    assert long / short == pytest.approx(1.75, abs=0.01)
    assert triplet == pytest.approx([1 / 3] * 3, abs=0.001)


def test_a_dotted_pair_is_known_by_its_notes() -> None:
    long, short = lengths(tune("A>F A6|", rhythm="hornpipe"))[:2]
    assert long / short == pytest.approx(1.9, abs=0.01)


def test_a_pickup_is_swung_like_the_end_of_its_bar() -> None:
    pickup = spans(tune("F|A8|", rhythm="hornpipe"))[0]
    assert 0 < pickup[0] < TICKS // 16
    assert pickup[1] == TICKS // 8


def test_a_pulse_that_a_bar_leaves_incomplete_is_played_as_written() -> None:
    short_bar = tune("A8|A4 FAAF/|d8|", rhythm="hornpipe")
    onsets = [onset for onset, _ in spans(short_bar)]
    assert onsets[-2] == TICKS + TICKS * 7 // 8
    assert all(before < after for before, after in pairwise(onsets))


def test_the_end_before_a_rest_is_swung_too() -> None:
    assert spans(tune("Az A6|", rhythm="hornpipe"))[0][1] == round(TICKS / 4 * 7 / 11)


def test_chance_moves_onsets_a_little_and_keeps_their_order() -> None:
    exact = [(1000 * index, 1000 * index + 1000) for index in range(300)]
    moved = early_or_late(exact, [PER_MILLISECOND] * 300, seeded(1))
    off = [after - before for (before, _), (after, _) in zip(exact, moved, strict=True)]
    assert max(map(abs, off)) <= 8 * PER_MILLISECOND
    assert len(set(off)) > 50
    assert all(before[0] < after[0] for before, after in pairwise(moved))


def test_nothing_begins_before_0() -> None:
    starts = [early_or_late([(0, 1000)], [PER_MILLISECOND], seeded(seed))[0][0] for seed in range(20)]
    assert min(starts) == 0 < max(starts)


def test_notes_shorter_than_the_grid_keep_their_order() -> None:
    moved = early_or_late([(0, 0), (0, 0), (0, 1), (1, 1)], [PER_MILLISECOND] * 4, seeded(1))
    assert all(before[0] < after[0] for before, after in pairwise(moved))
