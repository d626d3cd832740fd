from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.timeline import PlayedBar, timeline, with_lead_ins
from generator.notation.melody import Bar, Change, Melody
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.unfold import played_duration, soundings_of
from tests.generator.notation.strategies import examples, melodies

EIGHTH = Fraction(1, 8)


def played(body: str, times: int = 1) -> list[PlayedBar]:
    return timeline(read_abc(f"X:1\nM:2/4\nL:1/8\nK:D\n{body}"), times)


def places(body: str, times: int = 1) -> list[tuple[int, int, int, int]]:
    return [(one.written, one.part, one.time_through, one.number) for one in played(body, times)]


def test_a_repeated_part_is_played_twice_and_the_next_begins_at_one() -> None:
    assert places("|:d4|e4:|f4|g4|]") == [
        (0, 0, 1, 0), (1, 0, 1, 1), (0, 0, 2, 0), (1, 0, 2, 1), (2, 1, 1, 0), (3, 1, 1, 1),
    ]  # fmt: skip


def test_an_ending_belongs_to_its_part() -> None:
    assert places("|:d4|1e4:|2f4||g4|]") == [
        (0, 0, 1, 0), (1, 0, 1, 1), (0, 0, 2, 0), (2, 0, 2, 1), (3, 1, 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("body", ["|:a|d4|e3:|", "a|:d4|e3 a:|"])
def test_a_pickup_belongs_to_the_part_after_it(body: str) -> None:
    assert {one.part for one in played(body)} == {0}


def test_a_pickup_stands_at_the_end_of_a_bar_and_has_the_number_of_the_next() -> None:
    pickup, first = played("|:a|d4|e3:|")[:2]
    assert (pickup.offset, pickup.number) == (3 * EIGHTH, 0)
    assert not first.offset
    assert first.number == 0


def test_the_ends_are_known() -> None:
    bars = played("|:d4|e4:|f4|g4|]")
    assert [one.ends_time_through for one in bars] == [False, True, False, True, False, True]
    assert [one.ends_part for one in bars] == [False, False, False, True, False, True]
    assert [one.ends_tune for one in bars] == [False, False, False, False, False, True]


def test_a_tune_played_twice_counts_its_times_through_on() -> None:
    assert [(one.part, one.time_through) for one in played("|:d4:|", times=2)] == [
        (0, 1), (0, 2), (0, 3), (0, 4),
    ]  # fmt: skip


@pytest.mark.parametrize("times", [1, 2, 3])
def test_the_bars_follow_each_other_without_a_gap(times: int) -> None:
    melody = read_abc("X:1\nM:2/4\nL:1/8\nK:D\n|:a|d4|e3:|\n|:f|d4|1e3:|2d3|]")
    bars = timeline(melody, times)
    assert bars[0].onset == 0
    assert all(before.end == after.onset for before, after in pairwise(bars))
    assert bars[-1].end == times * played_duration(melody)


def lengths(body: str, times: int = 1) -> list[Fraction]:
    """Of the bars with their lead-ins in time, in eighths."""
    return [bar.bar.duration * 8 for bar in with_lead_ins(played(body, times))]


@pytest.mark.parametrize("end", ["f4", "f2z2", "d2f2", "f3z", "f2-f2", "z4", "d(3efg-g", "f2-f-f"])
def test_a_lead_in_takes_the_place_of_the_end_of_a_full_bar(end: str) -> None:
    assert lengths(f"|:a|d4|{end}:|") == [1, 4, 3, 1, 4, 4]
    assert lengths(f"a|d4|{end}|]", times=2) == [1, 4, 3, 1, 4, 4]


@pytest.mark.parametrize("end", ["f3g", "fgfg", "d2f2-|f3f", "f2f>g"])
def test_no_struck_note_is_lost_to_a_lead_in(end: str) -> None:
    bars = played(f"|:a|d4|{end}:|")
    assert with_lead_ins(bars) == bars


@pytest.mark.parametrize("body", ["|:a|d4|e3:|", "d4|e4|]", "|:d4|e4:|", "a|:d4|e3 a:|"])
def test_bars_that_add_up_stay_as_they_are(body: str) -> None:
    bars = played(body, times=2)
    assert with_lead_ins(bars) == bars


def test_a_tie_into_the_lead_in_stays() -> None:
    bars = with_lead_ins(played("d4|f4-||f|g4|]"))
    assert [(*one.pitches, int(one.duration * 8)) for one in soundings_of(bar.bar for bar in bars)] == [
        (74, 4), (78, 4), (79, 4),
    ]  # fmt: skip


def test_a_part_that_begins_with_a_lead_in_follows_in_time() -> None:
    assert lengths("d4|e4||ga|f4|g4|]") == [4, 2, 2, 4, 4]


@given(melodies(), st.integers(1, 3))
@examples(60)
def test_with_lead_ins_all_notes_are_there_in_bars_without_a_gap(melody: Melody, times: int) -> None:
    bars = timeline(melody, times)
    played = with_lead_ins(bars)
    assert pitches(played) == pitches(bars)
    assert all(before.end == after.onset for before, after in pairwise(played))
    assert all(one.bar.duration <= two.bar.duration for one, two in zip(played, bars, strict=True))
    assert [replace(bar, onset=Fraction(0), bar=Bar(())) for bar in played] == [
        replace(bar, onset=Fraction(0), bar=Bar(())) for bar in bars
    ]


def pitches(bars: Sequence[PlayedBar]) -> list[tuple[int, ...]]:
    return [one.pitches for one in soundings_of(bar.bar for bar in bars)]


def named(order: str = "", *, again: bool = False) -> Melody:
    """A of two bars and B of one; `again`: A stands once more at the end."""
    melody = read_abc("X:1\nM:2/4\nL:1/8\nK:D\n|:d4|e4:|f4||g4|d4|]")
    names = ["A", "", "B", "A", ""] if again else ["A", "", "B", "C", ""]
    bars = tuple(replace(bar, part=name) for bar, name in zip(melody.bars, names, strict=True))
    return replace(melody, bars=bars, order=tuple(order))


def test_in_an_order_a_part_that_comes_back_counts_its_times_on() -> None:
    bars = timeline(named("ABA"))
    assert [(one.written, one.part, one.time_through) for one in bars] == [
        (0, 0, 1), (1, 0, 1), (0, 0, 2), (1, 0, 2), (2, 1, 1), (0, 0, 3), (1, 0, 3), (0, 0, 4), (1, 0, 4),
    ]  # fmt: skip
    assert [one.written for one in bars if one.ends_part] == [1, 2, 1]


def test_a_name_that_stands_again_is_the_same_part() -> None:
    assert [one.part for one in timeline(named(again=True))] == [0, 0, 0, 0, 1, 0, 0]
    assert [one.time_through for one in timeline(named(again=True))] == [1, 1, 2, 2, 1, 3, 3]


def test_a_bar_knows_the_meter_key_and_tempo_that_are_in_force() -> None:
    melody = read_abc("X:1\nR:reel\nM:2/4\nL:1/8\nK:D\n|:d4|e3:|")
    change = Change(Fraction(0), Meter(3, 8), Key("G", "maj"), (EIGHTH, 90))
    melody = replace(melody, bars=(melody.bars[0], replace(melody.bars[1], changes=(change,))))
    before, after = (Meter(2, 4), "D", 100), (Meter(3, 8), "G", 90)
    assert [(one.meter, one.key.tonic, one.tempo[1]) for one in timeline(melody)] == [before, after] * 2


def test_a_lead_in_in_another_meter_shortens_no_bar() -> None:
    melody = read_abc("X:1\nM:4/4\nL:1/8\nK:D\nd8|e8||d2|c6|d6|]")
    led_in = replace(melody.bars[2], changes=(Change(Fraction(0), Meter(3, 4)),))
    melody = replace(melody, bars=(*melody.bars[:2], led_in, *melody.bars[3:]))
    assert timeline(melody)[2].offset
    assert with_lead_ins(timeline(melody)) == timeline(melody)
