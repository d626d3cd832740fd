from __future__ import annotations

from fractions import Fraction
from random import Random

from generator.arrangement.accompaniment.course import Course, course_of
from generator.arrangement.accompaniment.strokes import WALK, Stroke, strokes
from generator.arrangement.harmony import Harmony
from generator.arrangement.timeline import timeline
from generator.notation.melody import Melody
from tests.generator.arrangement.backed_tunes import backed_tune

EIGHTH = Fraction(1, 8)


def course(tune: tuple[Melody, Harmony], times: int = 1) -> Course:
    melody, harmony = tune
    return course_of(melody.rhythm, timeline(melody, times), harmony)


def played(
    tune: tuple[Melody, Harmony], player: str = "guitar", seed: int = 0, walks: bool = True
) -> list[Stroke]:
    return list(strokes(player, course(tune), Random(seed), walks))  # noqa: S311


def eighths(tune: tuple[Melody, Harmony], found: list[Stroke], bar: int) -> dict[Fraction, str]:
    """Of one played bar: at which eighth, from 0, which stroke falls."""
    ticks, one = course(tune).ticks, timeline(tune[0])[bar]
    onsets = {stroke: Fraction(stroke.onset, ticks) for stroke in found}
    return {
        (onset - one.onset) / EIGHTH: stroke.kind
        for stroke, onset in onsets.items()
        if one.onset <= onset < one.end
    }


JIG = backed_tune("jig", "6/8", "|:dfd afd|gbg dBG|ABc ecA|dfa d3:|", "D|G|A|D")


def test_a_jig_has_the_bass_on_the_beats_and_the_chord_before_the_next() -> None:
    for seed in range(5):
        first = eighths(JIG, played(JIG, "piano", seed), 0)
        assert first[Fraction(0)] == "b"
        assert first[Fraction(2)] == first[Fraction(5)] == "c"


def test_a_change_inside_a_bar_is_played_with_its_own_bass() -> None:
    tune = backed_tune("reel", "4/4", "d2fd a2fd|g2bg d2BG|A2ce ecAc|d2fa d4|]", "D G|G|A|D")
    for player in ("guitar", "piano", "bass"):
        found = played(tune, player)
        change = next(one for one in found if one.chord.name == "G")
        assert Fraction(change.onset, course(tune).ticks) == Fraction(1, 2)
        assert change.kind == "b"


def test_what_would_sound_on_past_a_change_is_struck_again() -> None:
    tune = backed_tune("air", "4/4", "d4 f4|g4 d4|A4 c4|d8|]", "D G|G|A|D")
    assert eighths(tune, played(tune, "guitar"), 0) == {Fraction(0): "d", Fraction(4): "d"}


def test_the_drum_does_not_mind_the_chords() -> None:
    tune = backed_tune("jig", "6/8", "|:dfd afd|gbg dBG|ABc ecA|dfa d3:|", "D G|G A|A D|G D")
    assert [(one.onset, one.kind) for one in played(tune, "bodhrán")][:-1] == [
        (one.onset, one.kind) for one in played(JIG, "bodhrán")
    ][:-1]


def test_the_drum_goes_on_where_there_is_no_chord() -> None:
    tune = backed_tune("jig", "6/8", "|:dfd afd|gbg dBG|ABc ecA|dfa d3:|", "D|. G|.|D")
    assert played(tune, "bodhrán") == played(JIG, "bodhrán")
    assert not eighths(tune, played(tune, "guitar"), 2)


def test_a_lead_in_is_silent_at_first_and_goes_on_later() -> None:
    tune = backed_tune("jig", "6/8", "|:A|dfd afd|gbg dBG|ABc ecA|dfa d2:|", ".|D|G|A|D")
    found = played(tune, "bodhrán")
    assert not eighths(tune, found, 0)
    assert eighths(tune, played(tune, "guitar"), 5) == {Fraction(0): WALK}
    assert course(tune).bars[4].spans[0].chord == course(tune).bars[3].last_chord


def test_passing_notes_lead_into_a_part_also_through_a_lead_in() -> None:
    tune = backed_tune("jig", "6/8", "|:A|dfd afd|gbg dBG|ABc ecA|dfa d2:|\n|:e|f6|g6|a6|d5:|",
                       ".|D|G|A|D|D|G|G|A|D")  # fmt: skip
    steps = [(one.steps, one.toward.name) for one in played(tune, "bass") if one.kind == WALK]
    assert steps == [(2, "D"), (1, "D"), (2, "G"), (1, "G"), (2, "G"), (1, "G")]


def test_a_chord_that_comes_late_in_the_bar_has_its_bass_before_any_passing_note() -> None:
    tune = backed_tune("reel", "4/4", "|:d2fd a2fd|g2bg d2BG|A2ce ecAc|d2fa d4:|", "D|G|A|D A")
    first = [
        one for one in played(tune, "bass") if one.chord.name == "A" and one.limit <= course(tune).ticks * 4
    ]
    assert [one.kind for one in first][-2:] == ["b", WALK]


def test_patterns_change_within_a_long_part() -> None:
    body = "|:" + "dfd afd|" * 15 + "d6:|"
    tune = backed_tune("jig", "6/8", body, "|".join("D" * 16))
    found = played(tune, walks=False)
    bars = {tuple(eighths(tune, found, bar).items()) for bar in range(16, 31)}
    assert len(bars) > 1


def test_an_arpeggio_begins_a_new_chord_with_its_bass() -> None:
    tune = backed_tune("air", "3/4", "|:d6|g6|A6|d6:|", "D|G A D|A|D")
    for seed in range(5):
        changes = [one for one in played(tune, seed=seed) if one.onset == one.chord_onset]
        assert {one.kind for one in changes} <= {"b", "d", "1"}


def test_a_waltz_takes_the_two_basses_of_a_chord_in_turn() -> None:
    tune = backed_tune("waltz", "3/4", "d6|d6|d6|d6|d6|d6|]", "D|D|D|G|G|D")
    basses = [one.kind for one in played(tune, "bass") if one.kind in "bf"]
    assert basses == ["b", "f", "b", "b", "f", "b"]
