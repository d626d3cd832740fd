"""Which bars of a hand-written tune come again."""

from __future__ import annotations

from generator.judge.phrases import Phrases
from generator.notation.reading.reader import read_abc
from tests.generator.judge.tunes import NEW, OLD, jig


def test_repeats_are_counted_for_each_part() -> None:
    found = Phrases.of(jig(OLD, NEW)).repeats()
    assert found == {
        "bar_5_is_bar_1": [True, False],
        "bars_5_6_are_bars_1_2": [True, False],
        "bar_6_is_bar_2": [True, False],
        "bar_3_is_bar_1": [True, False],
        "bar_7_is_bar_3": [False, False],
        "bar_7_of_part_b_is_that_of_part_a": [True],
        "part_b_ends_as_part_a": [True],
        "bar_is_the_one_before": [False] * 14,
    }


def test_a_tune_of_one_part_has_no_place_for_a_second() -> None:
    found = Phrases.of(jig(OLD)).repeats()
    assert found["part_b_ends_as_part_a"] == found["bar_7_of_part_b_is_that_of_part_a"] == []


def test_only_parts_of_eight_bars_are_compared_by_the_numbers_of_their_bars() -> None:
    found = Phrases.of(jig(OLD[:4] + OLD)).repeats()
    assert found["bar_5_is_bar_1"] == []
    assert len(found["bar_is_the_one_before"]) == 11


def test_a_pickup_is_no_bar() -> None:
    with_pickup, without = jig(["G", *OLD]), jig(OLD)
    assert Phrases.of(with_pickup).parts == Phrases.of(without).parts


def test_a_part_is_its_first_time_through() -> None:
    melody = read_abc("M:6/8\nL:1/8\nK:C\n|:GEG cGE|1 FAF dBG:|2 fed c3|]")
    assert len(Phrases.of(melody).bars) == 2


def test_bars_are_equal_only_with_the_same_lengths_and_octaves() -> None:
    other_octave, other_length = jig(["GEG cGE", "geg c'ge"]), jig(["GEG cGE", "G>EG cGE"])
    again = jig(["GEG cGE", "GEG cGE"])
    found = [Phrases.of(one).equal_at(1) for one in (other_octave, other_length, again)]
    assert found == [[False], [False], [True]]


def test_an_ending_is_the_first_half_of_the_last_bar() -> None:
    one, other = Phrases.of(jig(["E2C C3"], ["E2C D2E"])).endings
    assert one == other
    assert [pitches for pitches, _ in one] == [(64,), (60,)]
