from statistics import fmean

import pytest

from generator.arrangement.expression.dynamics import LOUDEST, QUIETEST, velocities
from generator.arrangement.expression.line import Tone
from generator.instruments import Family
from generator.notation.melody import Melody
from tests.generator.arrangement.expression.lines import line, seeded, tune

REEL = "|:" + "dddd dddd|" * 8 + ":|"
JIG = "|:" + "ddd ddd|" * 8 + ":|"


def loud(melody: Melody, family: Family = Family.BOW) -> list[tuple[Tone, int]]:
    tones = line(melody)
    return list(zip(tones, velocities(tones, melody.rhythm, family, seeded(1)), strict=True))


def by_place(melody: Melody) -> list[float]:
    """Mean velocity of each eighth of a bar."""
    places: dict[int, list[int]] = {}
    for tone, velocity in loud(melody):
        places.setdefault(tone.position, []).append(velocity)
    return [fmean(places[position]) for position in sorted(places)]


def test_a_reel_leans_on_the_backbeat() -> None:
    first, _, second, _, third, _, fourth, _ = by_place(tune(REEL))
    assert second > first > third
    assert fourth > third


def test_a_jig_leans_on_one_and_four_and_its_second_eighth_is_weakest() -> None:
    eighths = by_place(tune(JIG, rhythm="jig", meter="6/8"))
    assert sorted(range(6), key=eighths.__getitem__)[-2:] == [3, 0]
    assert eighths[1] < eighths[2]


def test_a_phrase_swells_towards_its_middle() -> None:
    bars: dict[int, list[int]] = {}
    for tone, velocity in loud(tune("|" + "dddd dddd|" * 4)):
        bars.setdefault(tone.place.number, []).append(velocity)
    first, second, third, last = (fmean(bars[bar]) for bar in range(4))
    assert min(second, third) > max(first, last)


def test_higher_notes_are_louder() -> None:
    tones = loud(tune("|" + "D4 d'4|" * 8))
    low, high = (fmean(v for tone, v in tones if (tone.pitches[0] > 70) is up) for up in (False, True))
    assert high > low


def test_a_part_that_is_played_again_is_fuller() -> None:
    tones = loud(tune(REEL))
    first, second = (fmean(v for tone, v in tones if tone.place.time_through == time) for time in (1, 2))
    assert 1 < second - first < 6


@pytest.mark.parametrize("family", Family)
def test_velocities_are_many_and_within_their_limits(family: Family) -> None:
    found = {velocity for _, velocity in loud(tune("|:" + "DFAd fafd|" * 8 + ":|"), family)}
    assert min(found) >= QUIETEST
    assert max(found) <= LOUDEST
    assert len(found) >= 12


@pytest.mark.parametrize("meter", ["5/8", "7/8", "3/2", "5/4", "6/16", "1/4"])
def test_every_meter_has_accents(meter: str) -> None:
    tones = loud(tune("|" + "d8|" * 4 + "d/e/f/g/|" * 4, rhythm="", meter=meter))
    assert len({velocity for _, velocity in tones}) > 3
