from itertools import pairwise
from statistics import median

import pytest

from generator.arrangement.expression.articulation import sounding_ends, without_overlap
from generator.arrangement.expression.line import TICKS
from generator.instruments import Family
from tests.generator.arrangement.expression.lines import line, seeded, tune

REEL = "|:" + "DFAd fdAF|" * 8 + ":|"
PULSE, PER_MILLISECOND = TICKS // 4, 33.6


def shares(family: Family, body: str = REEL) -> list[float]:
    """Length : spacing of every tone but the last."""
    tones = line(tune(body))
    spans = [(tone.onset, tone.end) for tone in tones]
    on_beat = [not tone.position % PULSE for tone in tones]
    ends = sounding_ends(tones, spans, family, on_beat, [PER_MILLISECOND] * len(tones), seeded(1))
    return [
        (end - before.onset) / (after.onset - before.onset)
        for (before, after), end in zip(pairwise(tones), ends, strict=False)
    ]


@pytest.mark.parametrize("family", Family)
def test_tones_sound_for_most_of_their_time(family: Family) -> None:
    assert 0.7 <= median(shares(family)) <= (1 if family is Family.PIPES else 0.98)


def test_every_family_has_its_own_touch() -> None:
    assert len({round(median(shares(family)), 2) for family in Family}) == len(Family)


def test_a_bow_slurs_from_off_the_beat() -> None:
    bow = shares(Family.BOW)
    assert median(bow[1::2]) > median(bow[0::2])


def test_pipes_hardly_stop() -> None:
    assert min(shares(Family.PIPES) + shares(Family.PIPES, "|" + "DDDD DDDD|" * 5)) > 0.97


def test_a_wind_instrument_breathes_after_four_bars() -> None:
    wind = shares(Family.WIND)
    assert wind[31] < min(wind[:31])


def test_plucked_strings_ring_over_the_next_note() -> None:
    assert max(shares(Family.PLUCK)) > 1.2


@pytest.mark.parametrize("family", [one for one in Family if one is not Family.PIPES])
def test_repeated_notes_are_separated(family: Family) -> None:
    assert max(shares(family, "|" + "DDDD DDDD|" * 2)) < 0.98


def test_the_gap_after_a_long_note_is_short() -> None:
    gap = (1 - shares(Family.REED, "d8|e8|")[0]) * TICKS
    assert gap == pytest.approx(90 * PER_MILLISECOND, rel=0.01)


def test_no_note_sounds_into_the_next_of_its_pitch() -> None:
    assert without_overlap([(0, 9, 60), (2, 5, 64), (4, 6, 60)]) == [4, 5, 6]
