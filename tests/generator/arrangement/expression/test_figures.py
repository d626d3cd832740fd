from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.expression.figures import ADDED, Kind, Scene, Sound, ornamented
from generator.arrangement.expression.line import TICKS
from generator.instruments import INSTRUMENTS
from tests.generator.arrangement.expression.lines import line, seeded, tune
from tests.generator.notation.strategies import examples

EIGHTH = TICKS // 8
IN_TWO = (0, 2 * EIGHTH, 4 * EIGHTH, 6 * EIGHTH)
IN_THREE = (0, 3 * EIGHTH)
REEL = Scene("reel", INSTRUMENTS["fiddle"], EIGHTH, IN_TWO, 8 * EIGHTH, (0.53, 0.47), 33.6)
JIG = Scene("jig", INSTRUMENTS["fiddle"], EIGHTH, IN_THREE, 6 * EIGHTH, (0.38, 0.28, 0.34), 28.2)


def played(kind: Kind, body: str, scene: Scene = REEL) -> list[Sound]:
    tone, after = line(tune(body))[:2]
    sound = Sound(tone.onset, tone.end, tone.pitches[0], 90)
    return ornamented(kind, sound, tone, after, scene, seeded(1))


def pitches(kind: Kind, body: str) -> list[int]:
    return [sound.pitch for sound in played(kind, body)]


def test_a_roll_is_note_cut_note_tap_note() -> None:
    assert pitches(Kind.ROLL, "G3 A5|") == [67, 69, 67, 66, 67]


def test_a_short_roll_is_cut_note_tap_note() -> None:
    assert pitches(Kind.SHORT_ROLL, "G2 A6|") == [69, 67, 66, 67]


def test_a_roll_of_a_jig_has_the_lilt_of_the_jig() -> None:
    cut, tap = (played(Kind.ROLL, "G3 A5|", JIG)[index].onset for index in (1, 3))
    assert (cut, tap) == (round(0.38 * 3 * EIGHTH), round(0.66 * 3 * EIGHTH))


def test_a_cut_is_a_short_note_above_on_the_beat() -> None:
    cut, main = played(Kind.CUT, "G2 A6|")
    assert cut.pitch in (69, 71)
    assert (cut.onset, main.onset) == (0, cut.end)
    assert cut.end == round(36 * REEL.per_millisecond)


def test_a_grace_note_lies_a_step_above_or_below_the_highest_note() -> None:
    pipes = replace(REEL, instrument=INSTRUMENTS["pipes"])
    assert [played(Kind.GRACE, f"{note}2{note}2|", pipes)[0].pitch for note in ("d", "g'")] == [76, 90]


@pytest.mark.parametrize(("body", "between"), [("G2 B6|", 69), ("B2 G6|", 69), ("F2 A6|", 67)])
def test_a_passing_note_lies_between(body: str, between: int) -> None:
    assert pitches(Kind.PASSING, body)[1] == between


def test_a_passing_note_in_a_quarter_is_swung() -> None:
    hornpipe = Scene("hornpipe", INSTRUMENTS["fiddle"], EIGHTH, IN_TWO, 8 * EIGHTH, (0.64, 0.36), 26.9)
    assert played(Kind.PASSING, "G2 B6|", hornpipe)[1].onset == round(0.64 * 2 * EIGHTH)


def test_a_treble_strikes_one_pitch_three_times() -> None:
    assert pitches(Kind.TREBLE, "G2 A6|") == [67, 67, 67]


def test_an_octave_is_added_below() -> None:
    assert pitches(Kind.OCTAVE, "G2 A6|") == [55, 67]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("scene", [REEL, JIG])
@given(st.integers(12, 20_000))
@examples(20)
def test_every_figure_fills_the_time_of_its_note_and_has_it_once(kind: Kind, scene: Scene, end: int) -> None:
    tone, after = line(tune("G3 B5|"))
    sounds = ornamented(kind, Sound(0, end, 67, 90), tone, after, scene, seeded(1))
    assert len([one for one in sounds if not one.ornament]) == 1
    assert len(sounds) == 1 + ADDED[kind]
    assert min(one.onset for one in sounds) == 0
    assert max(one.end for one in sounds) == end
    assert all(one.onset < one.end for one in sounds)
    assert all(before.onset <= after.onset for before, after in pairwise(sounds))
