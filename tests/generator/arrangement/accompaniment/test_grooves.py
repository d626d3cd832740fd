from __future__ import annotations

from itertools import product

import pytest

from generator.arrangement.accompaniment.grooves import PLAYERS, Groove, Level, groove_of
from generator.arrangement.meters import beat_onsets
from generator.arrangement.strong_beats import strong_beats
from generator.notation.theory import FREE, Meter
from generator.notation.tune_types import TUNE_TYPES

METERS = [Meter(*one) for one in product(range(1, 16), (2, 4, 8, 16))]
LETTERS = {
    "guitar": [set("bfadu123456")],
    "piano": [set("bfao"), set("c123")],
    "bass": [set("bfa")],
    "bodhrán": [set("lmh")],
}
GROOVES = [(type_, meter) for type_ in [*TUNE_TYPES, ""] for meter in METERS]
USUAL = [(one.name, Meter.parse(meter)) for one in TUNE_TYPES.values() for meter in one.beats]


def hands(groove: Groove, player: str) -> list[list[str]]:
    return [pattern.split("/") for level in Level for pattern in groove.patterns(player, level)]


@pytest.mark.parametrize("player", PLAYERS)
def test_every_pattern_is_written_in_the_letters_of_its_hand(player: str) -> None:
    for type_, meter in GROOVES:
        for pattern in hands(groove_of(type_, meter), player):
            assert len(pattern) == len(LETTERS[player])
            for hand, letters in zip(pattern, LETTERS[player], strict=True):
                assert set(hand.lower()) <= letters | {"-", "."}


@pytest.mark.parametrize("player", PLAYERS)
def test_every_level_has_patterns_that_fall_on_the_beats(player: str) -> None:
    for type_, meter in USUAL:
        groove = groove_of(type_, meter)
        assert all(groove.patterns(player, level) for level in Level)
        for pattern in hands(groove, player):
            assert all(len(hand) % (meter.bar / meter.beat) == 0 for hand in pattern)


@pytest.mark.parametrize("player", ["guitar", "piano", "bass"])
def test_every_bar_begins_with_a_bass_or_a_whole_chord(player: str) -> None:
    for type_, meter in GROOVES:
        assert all(pattern[0][0].lower() in "bfaod1" for pattern in hands(groove_of(type_, meter), player))


@pytest.mark.parametrize("type_", ["jig", "reel", "hornpipe", "polka", "waltz", "march", "slip jig"])
def test_a_pianist_plays_chords_between_the_basses(type_: str) -> None:
    meter = Meter.parse(next(iter(TUNE_TYPES[type_].beats)))
    for left, right in hands(groove_of(type_, meter), "piano"):
        assert left[0] != "."
        assert right[0] in ".C"


def test_a_jig_is_played_in_threes_and_a_reel_in_fours() -> None:
    assert groove_of("jig", Meter(6, 8)).lengths == {6}
    assert groove_of("slip jig", Meter(9, 8)).lengths == {9}
    assert groove_of("reel", Meter(4, 4)).lengths == {8}


def test_types_of_one_meter_differ() -> None:
    four = [groove_of(type_, Meter(4, 4)) for type_ in ("reel", "hornpipe", "strathspey", "march", "air")]
    assert len({str(groove.rows) for groove in four}) == 5


@pytest.mark.parametrize("meter", ["2/4", "4/4", "2/2"])
def test_a_march_has_a_groove_of_its_own_in_all_its_meters(meter: str) -> None:
    assert groove_of("march", Meter.parse(meter)) is groove_of("march", Meter(4, 4))


def test_the_fuller_levels_have_more_strokes() -> None:
    def strokes(groove: Groove, level: Level) -> float:
        counts = [sum(letter.isalnum() for letter in one) for one in groove.patterns("guitar", level)]
        return sum(counts) / len(counts)

    for type_, meter in USUAL:
        groove = groove_of(type_, meter)
        assert strokes(groove, Level.SPARSE) < strokes(groove, Level.STEADY) <= strokes(groove, Level.FULL)


@pytest.mark.parametrize("meter", ["5/4", "5/8", "5/2", "7/8", "7/4"])
@pytest.mark.parametrize("player", PLAYERS)
def test_accents_in_an_odd_meter_fall_on_the_strong_beats_of_the_harmony(player: str, meter: str) -> None:
    parsed = Meter.parse(meter)
    for pattern in hands(groove_of("", parsed), player):
        accents = {
            index * parsed.bar / len(pattern[0])
            for index, letter in enumerate(pattern[0])
            if letter.isupper()
        }
        assert 0 in accents
        assert accents <= set(strong_beats(parsed))


UNEVEN = [
    Meter(7, 8), Meter(10, 8), Meter(11, 8), Meter(7, 16), Meter(7, 4), Meter(7, 8, (3, 2, 2)),
    Meter(9, 8, (2, 2, 2, 3)), Meter(8, 8, (3, 3, 2)), Meter(5, 4, (2, 3)), Meter(4, 4, (2, 2)),
]  # fmt: skip


@pytest.mark.parametrize("meter", UNEVEN, ids=lambda meter: f"{meter.name} {meter.groups}")
@pytest.mark.parametrize("player", PLAYERS)
def test_long_and_short_beats_are_those_of_the_meter(player: str, meter: Meter) -> None:
    """Basses and accents fall on beats, and every beat has a stroke when the playing is full."""
    groove, beats = groove_of("", meter), set(beat_onsets(meter))
    for pattern in hands(groove, player):
        step = meter.bar / len(pattern[0])
        strong = {step * at for at, letter in enumerate(pattern[0]) if letter.isupper() or letter in "bfo"}
        assert strong <= beats
    for full in groove.patterns(player, Level.FULL):
        hand = full.split("/")[0]
        struck = {meter.bar * at / len(hand) for at, letter in enumerate(hand) if letter not in "-."}
        assert beats <= struck


def test_where_bars_are_of_any_length_a_chord_is_held_and_the_drum_is_silent() -> None:
    groove = groove_of("reel", FREE)
    assert groove.lengths == {1}
    assert {pattern for level in Level for pattern in groove.patterns("bodhrán", level)} == {"-"}
