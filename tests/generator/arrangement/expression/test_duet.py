from generator.arrangement.expression.duet import joined
from generator.arrangement.expression.line import Tone
from generator.instruments import INSTRUMENTS
from tests.generator.arrangement.expression.lines import line, seeded, tune

TUNE = "|:f8|g8:||:a8|b8:|"


def plays(body: str, partner: str, seed: int) -> list[Tone]:
    return list(joined(line(tune(body)), INSTRUMENTS[partner], seeded(seed)))


def test_a_partner_joins_at_different_times() -> None:
    entries = {
        frozenset((tone.place.part, tone.place.time_through) for tone in plays(TUNE, "fiddle", seed))
        for seed in range(20)
    }
    assert entries == {
        frozenset({(0, 1), (0, 2), (1, 1), (1, 2)}),
        frozenset({(0, 2), (1, 2)}),
        frozenset({(1, 1), (1, 2)}),
    }


def test_without_chance_the_partner_plays_every_time() -> None:
    tones = joined(line(tune(TUNE)), INSTRUMENTS["fiddle"], None)
    assert {(tone.place.part, tone.place.time_through) for tone in tones} == {(0, 1), (0, 2), (1, 1), (1, 2)}


def test_a_tune_of_one_part_played_once_has_its_partner_throughout() -> None:
    assert all(len(plays("f8|g8|]", "fiddle", seed)) == 2 for seed in range(10))


def test_the_partner_plays_an_octave_lower_where_it_can() -> None:
    assert {tone.pitches for tone in plays("|f8|g8|]", "fiddle", 1)} == {(66,), (67,)}


def test_where_an_octave_lower_is_too_low_both_play_in_unison() -> None:
    assert [tone.pitches for tone in plays("|D8|E8|]", "fiddle", 1)] == [(62,), (64,)]


def test_bars_that_the_partner_cannot_play_are_rests() -> None:
    assert [tone.pitches for tone in plays("|G,8|E8|g''8|]", "fiddle", 1)] == [(55,), (64,)]
