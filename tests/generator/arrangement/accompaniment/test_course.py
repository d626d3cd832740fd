from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from generator.arrangement.accompaniment.course import Course, course_of
from generator.arrangement.accompaniment.grooves import Level
from generator.arrangement.harmony import Harmony
from generator.arrangement.timeline import timeline
from generator.notation.melody import Melody
from tests.generator.arrangement.backed_tunes import backed_tune, backed_tunes
from tests.generator.notation.strategies import examples

EIGHTH = Fraction(1, 8)
LED_IN = backed_tune(
    "jig", "6/8", "|:A|dfd afd|gbg dBG|ABc ecA|dfa d2:|\n|:e|f6|g6|a6|d5:|", ".|D|G|A|D|D|G|G|A|D"
)


def course(tune: tuple[Melody, Harmony], times: int = 1) -> Course:
    melody, harmony = tune
    return course_of(melody.rhythm, timeline(melody, times), harmony)


def walks(tune: tuple[Melody, Harmony]) -> list[list[tuple[int, Fraction]]]:
    """Of each bar: the steps and where they fall, in eighths."""
    found = course(tune)
    return [[(steps, Fraction(onset * 8, found.ticks)) for steps, onset in bar.walk] for bar in found.bars]


def held_eighths(tune: tuple[Melody, Harmony]) -> Fraction:
    found = course(tune)
    held = found.bars[-1].held
    assert held is not None
    return Fraction(held * 8, found.ticks)


@given(backed_tunes())
@examples(20)
def test_the_bars_from_the_first_full_one_follow_each_other_exactly(tune: tuple[Melody, Harmony]) -> None:
    found, bars = course(tune, 2), timeline(tune[0], 2)
    full = bars[1:] if bars[0].offset else bars
    assert [(Fraction(one.onset, found.ticks), Fraction(one.length, found.ticks)) for one in found.bars] == [
        (bar.onset, bar.bar.duration) for bar in full
    ]
    for one in found.bars:
        assert [span.onset for span in one.spans] == [0, *(span.end for span in one.spans[:-1])]
        assert one.spans[-1].end == one.length


def test_players_grow_from_sparse_to_full() -> None:
    bars = course(backed_tune("reel", "2/4", "|:d4|e4:|\n|:f4|g4:|", "D|D|D|D"), times=2).bars
    assert [bar.level for bar in bars[::2]] == [
        Level.SPARSE, Level.STEADY, Level.STEADY, Level.FULL,
        Level.STEADY, Level.FULL, Level.STEADY, Level.FULL,
    ]  # fmt: skip
    assert {bar.level for bar in bars[1::2]} == {Level.CADENCE}


def test_the_first_lead_in_is_left_out_and_later_ones_keep_the_chord() -> None:
    bars = course(LED_IN).bars
    assert bars[0].onset > 0
    assert [bar.spans[0].chord for bar in bars[4:6]] == [bars[3].last_chord, bars[0].last_chord]


def test_two_notes_lead_into_the_next_part_also_through_a_lead_in() -> None:
    found = walks(LED_IN)
    assert found[3:5] == [[(2, Fraction(4))], [(1, Fraction(0))]]
    assert [index for index, walk in enumerate(found) if walk] == [3, 4, 8, 9, 13, 14]


@pytest.mark.parametrize(("chords", "walk"), [("D|D|G|A", [2, 1]), ("D|D|G|D A", [1]), ("D|D|G|D D D A", [])])
def test_a_late_chord_has_its_own_bass_before_any_passing_note(chords: str, walk: list[int]) -> None:
    tune = backed_tune("reel", "4/4", "|:d8|d8|g8|a8:|", chords)
    assert [steps for steps, _ in walks(tune)[3]] == walk


@pytest.mark.parametrize(
    ("last", "eighth"),
    [("d6", 0), ("dfa d3", 3), ("dfa fed", 3), ("dfa d2z", 3), ("z6", 0), ("fed edc", 3), ("d2 d4", 2)],
)
def test_the_last_chord_falls_with_the_last_note_or_on_the_beat_before_a_short_one(
    last: str, eighth: int
) -> None:
    assert held_eighths(backed_tune("jig", "6/8", f"dfd afd|{last}|]", "D|D")) == eighth


def test_the_last_chord_waits_for_a_change_after_the_last_note() -> None:
    assert held_eighths(backed_tune("jig", "6/8", "dfd afd|d6|]", "D|A D")) == 3


def test_the_last_chord_falls_with_a_short_last_note_if_it_changes_there() -> None:
    assert held_eighths(backed_tune("jig", "6/8", "dfd afd|gfe gcd|]", "D|A A A A A D")) == 5


def test_no_chord_is_held_in_silence() -> None:
    assert course(backed_tune("jig", "6/8", "dfd afd|d6|]", "D|.")).bars[-1].held is None


def test_a_tune_of_nothing_but_a_lead_in_has_no_bars() -> None:
    assert course(backed_tune("jig", "6/8", "d", "D")).bars == ()
