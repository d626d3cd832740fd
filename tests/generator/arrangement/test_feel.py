from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.feel import Feel, feels_of, running_note
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.tune_types import TUNE_TYPES
from tests.generator.notation.strategies import examples

EIGHTH = Fraction(1, 8)
METERS = ["2/4", "3/4", "4/4", "6/8", "9/8", "12/8", "3/8", "5/8", "7/8", "3/2", "2/2", "5/4", "6/16"]


def feel(tune_type: str, meter: str) -> Feel:
    melody = Melody(Meter.parse(meter), Key("D", "maj"), (), rhythm=tune_type)
    return feels_of(melody)[melody.meter]


def played(one: Feel, *positions: Fraction) -> list[Fraction]:
    """How long the notes are that begin at these positions of a bar's first beat, as played."""
    others = frozenset(position / one.pulse for position in positions)
    onsets = [one.place_among(position, others) for position in positions] + [one.place(one.pulse)]
    return [after - before for before, after in pairwise(onsets)]


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("tune_type", [*TUNE_TYPES, "", "bourrée"])
@given(st.lists(st.fractions(0, 2, max_denominator=64), min_size=2, max_size=6, unique=True))
@examples(8)
def test_places_are_strictly_monotone(tune_type: str, meter: str, positions: list[Fraction]) -> None:
    places = [feel(tune_type, meter).place(position) for position in sorted(positions)]
    assert all(before < after for before, after in pairwise(places))


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("tune_type", TUNE_TYPES)
def test_bar_lines_stay_where_they_are(tune_type: str, meter: str) -> None:
    bar = Meter.parse(meter).bar
    assert [feel(tune_type, meter).place(bar * index) for index in range(3)] == [0, bar, 2 * bar]


@pytest.mark.parametrize(
    ("tune_type", "least", "most"), [("hornpipe", 1.6, 2.0), ("reel", 1.05, 1.25), ("polka", 1.0, 1.15)]
)
def test_two_eighths_are_long_and_short(tune_type: str, least: float, most: float) -> None:
    long, short = played(feel(tune_type, "4/4"), 0 * EIGHTH, EIGHTH)
    assert least <= long / short <= most


@pytest.mark.parametrize("tune_type", ["jig", "slip jig"])
def test_three_eighths_are_long_short_medium(tune_type: str) -> None:
    long, short, medium = played(feel(tune_type, "9/8"), 0 * EIGHTH, EIGHTH, 2 * EIGHTH)
    assert short < medium < long
    assert long / short < Fraction(14, 5)  # abcMIDI's slip jig, the strongest that is published


def test_a_dotted_pair_of_a_hornpipe_is_played_about_two_to_one() -> None:
    long, short = played(feel("hornpipe", "4/4"), 0 * EIGHTH, EIGHTH * 3 / 2)
    assert Fraction(8, 5) <= long / short <= 2


def test_a_strathspey_snaps_more_than_it_is_written() -> None:
    short, long = played(feel("strathspey", "4/4"), 0 * EIGHTH, EIGHTH / 2)
    assert long / short > 3


@pytest.mark.parametrize("tune_type", ["hornpipe", "reel", "waltz"])
def test_a_triplet_stays_even(tune_type: str) -> None:
    third = Fraction(1, 12)
    assert len(set(played(feel(tune_type, "4/4"), 0 * third, third, 2 * third))) == 1


def test_a_duplet_of_a_jig_stays_even() -> None:
    assert len(set(played(feel("jig", "6/8"), 0 * EIGHTH, EIGHTH * 3 / 2))) == 1


def test_the_first_beat_of_a_waltz_is_the_longest() -> None:
    first, second, third = pairwise(feel("waltz", "3/4").place(Fraction(beat, 4)) for beat in range(4))
    assert first[1] - first[0] > second[1] - second[0] == third[1] - third[0]


def test_beats_of_different_lengths_are_played_as_written() -> None:
    assert feel("jig", "7/8").place(EIGHTH) == EIGHTH


@pytest.mark.parametrize(("rhythm", "running"), [("reel", Fraction(1, 16)), ("polka", EIGHTH)])
def test_a_reel_in_fast_two_four_runs_in_sixteenths(rhythm: str, running: Fraction) -> None:
    melody = read_abc(f"X:1\nR:{rhythm}\nM:2/4\nL:1/16\nK:D\ndefg abag|")
    assert running_note(melody, melody.meter) == running
