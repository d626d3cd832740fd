from collections import Counter
from itertools import pairwise

import pytest

from generator.arrangement.expression.figures import ADDED, Kind, Scene
from generator.arrangement.expression.line import TICKS, Tone
from generator.arrangement.expression.ornaments import chosen
from generator.instruments import INSTRUMENTS, Family
from generator.notation.tune_types import TUNE_TYPES
from tests.generator.arrangement.expression.lines import line, seeded, tune

EIGHTH = TICKS // 8
IN_TWO = (0, 2 * EIGHTH, 4 * EIGHTH, 6 * EIGHTH)
JIG = "|:d3 fed|ABA F3|G3 BAG|FGA D3|d3 fed|ABA F3|GBG E3|AFE D3:|"
REEL = "|:d2fd Adfd|B3d efge|A2FA DFAd|c2ec A4|" + "d2fd Adfd|B3d efge|fdec dBAF|E2FE D4:|"
ONCE = REEL.replace("|:", "|").replace(":|", "|]")
_BOTH_PLUCKED = {Kind.CUT, Kind.TREBLE, Kind.PASSING, Kind.OCTAVE}
HAVE = {
    Family.BOW: set(Kind) - {Kind.GRACE},
    Family.REED: set(Kind) - {Kind.GRACE},
    Family.WIND: set(Kind) - {Kind.GRACE, Kind.TREBLE, Kind.OCTAVE},
    Family.PIPES: set(Kind) - {Kind.GRACE, Kind.TREBLE, Kind.OCTAVE},
    Family.PLUCK: _BOTH_PLUCKED,
    Family.KEYS: _BOTH_PLUCKED - {Kind.TREBLE},
}


def scene(instrument: str = "fiddle", tune_type: str = "reel") -> Scene:
    return Scene(tune_type, INSTRUMENTS[instrument], EIGHTH, IN_TWO, 8 * EIGHTH, (0.53, 0.47), 33.6)


def picked(
    tones: list[Tone], instrument: str = "fiddle", tune_type: str = "reel", seed: int = 1
) -> dict[int, Kind]:
    return chosen(tones, [scene(instrument, tune_type)] * len(tones), seeded(seed))


def test_the_first_time_is_played_as_it_is_and_the_second_is_not() -> None:
    tones = line(tune(REEL))
    assert {tones[index].place.time_through for index in picked(tones)} == {2}


def test_a_part_that_is_played_only_once_gets_a_few_in_its_second_half() -> None:
    tones = line(tune(ONCE))
    found = picked(tones)
    assert 1 <= len(found) <= 3
    assert all(tones[index].place.number >= 4 for index in found)


@pytest.mark.parametrize("tune_type", TUNE_TYPES)
@pytest.mark.parametrize("instrument", ["fiddle", "flute", "accordion", "harp", "pipes", "piano"])
def test_a_second_time_has_a_few_added_notes(tune_type: str, instrument: str) -> None:
    tones = line(tune(REEL))
    count = len(tones) / 2
    for seed in range(5):
        added = sum(ADDED[kind] for kind in picked(tones, instrument, tune_type, seed).values())
        assert 0.08 <= added / (count + added) <= 0.25


def test_an_air_has_fewer_than_a_reel() -> None:
    tones = line(tune(REEL))
    reel, air = (
        sum(ADDED[one] for one in picked(tones, tune_type=name).values()) for name in ("reel", "air")
    )
    assert air < reel


def test_never_two_tones_in_a_row() -> None:
    for seed in range(10):
        indices = sorted(picked(line(tune(REEL), times=3), seed=seed))
        assert all(after - before > 1 for before, after in pairwise(indices))


@pytest.mark.parametrize("family", Family)
def test_a_family_has_its_own_ornaments(family: Family) -> None:
    instrument = next(name for name, one in INSTRUMENTS.items() if one.family is family)
    tones = line(tune(REEL, key="G"), times=4)
    used = {kind for seed in range(40) for kind in picked(tones, instrument, seed=seed).values()}
    assert used == HAVE[family]


def test_a_jig_has_more_long_rolls_than_a_hornpipe() -> None:
    tones = line(tune("|:" + "d3 fed|" * 8 + ":|", meter="6/8"))
    rolls = {
        name: sum(Counter(picked(tones, "flute", name, seed).values())[Kind.ROLL] for seed in range(20))
        for name in ("jig", "hornpipe")
    }
    assert rolls["jig"] > rolls["hornpipe"]


@pytest.mark.parametrize("instrument", ["fiddle", "flute", "whistle", "pipes"])
def test_long_notes_of_a_jig_are_rolled_and_shorter_ones_get_something_too(instrument: str) -> None:
    tones = line(tune(JIG, rhythm="jig", meter="6/8", key="G"))
    for seed in range(10):
        found = Counter(picked(tones, instrument, "jig", seed).values())
        assert found[Kind.ROLL] >= 2
        assert found.total() > found[Kind.ROLL]


@pytest.mark.parametrize("instrument", ["fiddle", "flute", "pipes"])
def test_quarters_between_eighths_of_a_reel_are_rolled(instrument: str) -> None:
    tones = line(tune("|:" + "d2fd B2AF|" * 8 + ":|", key="G"))
    for seed in range(10):
        assert Counter(picked(tones, instrument, "reel", seed).values())[Kind.SHORT_ROLL] >= 2


def test_pipes_have_a_grace_note_between_any_two_notes_of_one_pitch() -> None:
    tones = line(tune("|:" + "ddfd AAAA|d2d2 z2d2|" * 4 + ":|d4d4|", key="A"))
    repeated = {
        index
        for index, (before, tone) in enumerate(pairwise(tones), 1)
        if before.pitches == tone.pitches and before.end == tone.onset
    }
    for seed in range(10):
        found = picked(tones, "pipes", seed=seed)
        assert {found[index] for index in repeated} <= {Kind.GRACE, Kind.SHORT_ROLL}
        assert {index for index, kind in found.items() if kind is Kind.GRACE} <= repeated
    assert len(tones) - 1 in repeated


@pytest.mark.parametrize(("body", "has"), [("g2bg", True), ("f2af", False)])
def test_a_bow_has_an_octave_below_only_on_an_open_string(body: str, has: bool) -> None:
    low = body.upper()
    tones = line(tune(f"|:{f'{low} {low}|' * 8}:|"), times=4)
    octaves = [
        tones[index].pitches[0]
        for seed in range(20)
        for index, kind in picked(tones, seed=seed).items()
        if kind is Kind.OCTAVE
    ]
    assert bool(octaves) == has
    assert set(octaves) <= {67, 74, 81, 88}


def test_what_lies_outside_the_instrument_is_not_added() -> None:
    low = line(tune("|:" + "D3D D4|" * 8 + ":|"))  # the whistle's lowest note is this D
    for seed in range(10):
        assert set(picked(low, "whistle", seed=seed).values()) == {Kind.CUT}


def test_chords_and_the_last_note_stay_as_they_are() -> None:
    tones = line(tune("|:" + "[Ad]2[Ad]2 [Ad]4|" * 8 + ":|"))
    assert picked(tones) == {}
    assert picked(line(tune("d8|"), times=2)).keys() <= {0}
