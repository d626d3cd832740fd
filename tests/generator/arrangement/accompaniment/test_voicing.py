from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.accompaniment.voicing import (
    BASS_RANGE,
    DROP_D,
    FINGERS,
    GUITAR_RANGE,
    REACH,
    RIGHT_HAND_RANGE,
    beside_a_bass,
    fingers,
    guitar_shapes,
    guitar_voicing,
    nearest,
    other_bass,
    passing,
    piano_voicing,
)
from generator.arrangement.chords import Chord
from generator.notation.theory import SEMITONES, Key
from tests.generator.arrangement.backed_tunes import ROOTS, chords
from tests.generator.notation.strategies import KEYS, examples

TRIADS = [Chord(root, quality) for root, quality in product(ROOTS, ["", "m", "7", "m7", "dim"])]


def chord(name: str) -> Chord:
    parsed = Chord.parse(name)
    assert parsed is not None
    return parsed


def frets(name: str) -> str:
    return "".join("x" if fret is None else str(fret) for fret in guitar_shapes(chord(name))[0].frets)


@given(chords)
@examples(300)
def test_a_hand_can_hold_every_shape(one: Chord) -> None:
    for shape in guitar_shapes(one):
        held = [fret for fret in shape.frets if fret]
        assert fingers(shape.frets) <= FINGERS
        assert not held or max(held) - min(held) <= REACH
        low, high = GUITAR_RANGE
        assert low <= shape.pitches[0] < shape.pitches[-1] <= high
        assert len(shape.frets) == len(DROP_D)


@given(chords)
@examples(300)
def test_every_chord_has_a_shape_with_its_bass_lowest_and_no_foreign_tone(one: Chord) -> None:
    assert guitar_shapes(one)
    for shape in guitar_shapes(one):
        assert shape.pitches[0] % 12 == one.bass_class
        assert {pitch % 12 for pitch in shape.pitches[1:]} <= set(one.classes)
        assert all(low < high for low, high in pairwise(shape.pitches))


@pytest.mark.parametrize("one", TRIADS, ids=lambda one: one.name)
def test_the_first_shape_of_a_common_chord_is_complete(one: Chord) -> None:
    sounding = {pitch % 12 for pitch in guitar_shapes(one)[0].pitches}
    assert set(one.classes[:2]) <= sounding
    assert len(guitar_shapes(one)[0].pitches) >= 4


@pytest.mark.parametrize(
    ("name", "shape"),
    [("D", "000232"), ("A", "x02220"), ("Am", "x02210"), ("C", "x32010"), ("Em", "222000"), ("G", "520003")],
)
def test_the_chords_of_sessions_have_the_shapes_that_players_know_in_drop_d(name: str, shape: str) -> None:
    assert frets(name) == shape


def test_a_finger_may_lie_across_the_strings_unless_one_above_it_is_open() -> None:
    assert fingers((None, 2, 4, 4, 4, 2)) == 4
    assert fingers((2, 2, 2, 0, 0, 0)) == 3
    assert fingers((0, 0, 0, 0, 0, 0)) == 0


@given(chords, chords, st.integers(67, 76))
@examples(300)
def test_right_hand_chords_lie_in_the_middle_of_the_keyboard(one: Chord, before: Chord, ceiling: int) -> None:
    voicing = piano_voicing(one, piano_voicing(before, None, ceiling), ceiling)
    low, high = RIGHT_HAND_RANGE
    assert low <= voicing[0] <= voicing[-1] <= high
    assert {pitch % 12 for pitch in voicing} <= set(one.classes)
    assert 3 <= len(voicing) <= 4
    assert voicing[-1] - voicing[0] <= 12


@pytest.mark.parametrize("one", TRIADS, ids=lambda one: one.name)
def test_common_chords_of_the_right_hand_are_complete_and_below_the_ceiling(one: Chord) -> None:
    voicing = piano_voicing(one, None, 67)
    assert {pitch % 12 for pitch in voicing} == set(one.classes)
    assert voicing[-1] <= 67


@pytest.mark.parametrize("quality", ["9", "m9", "maj9", "7b9", "add9", "madd9"])
def test_beside_a_ninth_the_left_hand_alone_has_the_root(quality: str) -> None:
    voicing = piano_voicing(Chord("D", quality), None, 67)
    assert {pitch % 12 for pitch in voicing} <= set(Chord("D", quality).classes) - {2}
    assert 2 in {pitch % 12 for pitch in piano_voicing(Chord("D", quality, "F#"), None, 67)}


@pytest.mark.parametrize("names", ["D G", "G C", "Em D", "A D", "Bm G", "F C"])
def test_the_right_hand_moves_little_from_chord_to_chord(names: str) -> None:
    first, second = names.split()
    before = piano_voicing(chord(first), None, 72)
    after = piano_voicing(chord(second), before, 72)
    assert sum(abs(old - new) for old, new in zip(before, after, strict=True)) <= 6


@given(chords)
@examples(60)
def test_beside_a_bass_a_guitar_has_two_to_four_strings_from_d3_on(one: Chord) -> None:
    for shape in guitar_shapes(one):
        strings = beside_a_bass(shape.pitches)
        assert 2 <= len(strings) <= 4
        assert min(strings) >= 50
        assert set(strings) <= set(shape.pitches)


def test_a_guitarist_stays_near_the_chord_before() -> None:
    low, high = guitar_voicing(chord("D"), None), (38, 45, 57, 62, 66, 69)
    assert abs(guitar_voicing(chord("Em"), low)[-1] - low[-1]) <= 3
    assert guitar_voicing(chord("Dm"), high)[-1] >= guitar_voicing(chord("Dm"), low)[-1]


@pytest.mark.parametrize(
    ("name", "other"), [("D", "A"), ("Em", "B"), ("Bdim", "F"), ("D/F#", "D"), ("C5", "G")]
)
def test_the_other_bass_is_the_fifth_or_the_root_of_an_inversion(name: str, other: str) -> None:
    assert other_bass(chord(name)) == SEMITONES[other]


@given(st.integers(0, 11), st.integers(28, 55))
def test_the_nearest_pitch_is_at_most_half_an_octave_away_inside_the_range(
    pitch_class: int, before: int
) -> None:
    found = nearest(pitch_class, before, *BASS_RANGE)
    assert found % 12 == pitch_class
    assert BASS_RANGE[0] <= found <= BASS_RANGE[1]
    assert abs(found - before) <= 6 or not BASS_RANGE[0] + 6 <= before <= BASS_RANGE[1] - 6


@given(st.integers(28, 55), st.integers(28, 55), st.sampled_from(KEYS))
def test_passing_notes_lead_to_the_next_bass_by_steps_of_the_key(before: int, target: int, key: Key) -> None:
    far, near = (passing(before, target, steps, key, 28) for steps in (2, 1))
    scale = {(SEMITONES[step] + alter) % 12 for step, alter in key.signature.items()}
    assert {far % 12, near % 12} <= scale
    assert 1 <= abs(near - target) <= 2
    assert abs(near - target) < abs(far - target) <= 4
    assert min(far, near) >= 28
