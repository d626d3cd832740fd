"""The band as a whole: who plays, how long, in which order, and that the same request gives the same."""

from dataclasses import replace
from fractions import Fraction

import pytest

from generator.arrangement.arranger import arrange_set, backing_of, names_of_players, seed_of, tunes_of_set
from generator.arrangement.parts import Performance, Role
from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from generator.playing import Playing

JIG = read_abc("X:1\nT:A Jig\nR:jig\nM:6/8\nL:1/8\nQ:3/8=112\nK:D\n|:A|dfd AFA|d2f e2d|faf d2f|gfe d2:|\n")
REEL = read_abc(
    "X:1\nT:A Reel\nR:reel\nM:4/4\nL:1/8\nQ:1/2=100\nK:G\n|:g2dg Bgdg|a2ag fdef|gfga bgaf|gedB G4:|\n"
)


def band(*melodies: Melody, **options: object) -> Performance:
    playing = Playing(**options)  # type: ignore[arg-type]
    return arrange_set(tunes_of_set(melodies, playing), playing)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("backing", BACKINGS)
def test_those_who_are_named_play(instrument: str, backing: str) -> None:
    named = names_of_players(JIG, Playing(instrument=instrument, backing=backing))
    assert tuple(player.name for player in band(JIG, instrument=instrument, backing=backing).players) == named


def test_played_plainly_the_notes_are_those_of_the_abc() -> None:
    (player,) = band(REEL, plain=True).players
    written = [
        (sounding.onset, sounding.duration, pitch) for sounding in unfold(REEL) for pitch in sounding.pitches
    ]
    assert [(note.onset, note.duration, note.pitch) for note in player.notes] == written


def test_the_same_request_gives_the_same_notes_and_another_seed_gives_others() -> None:
    assert band(JIG) == band(JIG)
    assert band(JIG, seed=1) == band(JIG, seed=1)
    assert band(JIG, seed=1) != band(JIG, seed=2)


def test_without_a_seed_the_title_does_not_matter() -> None:
    assert seed_of(JIG) == seed_of(replace(JIG, title="Another"))
    assert band(JIG) == band(replace(JIG, title="Another"))


def test_a_set_is_played_in_a_row_by_one_band_and_only_its_end_slows_down() -> None:
    whole = band(JIG, JIG, REEL, REEL, backing="guitar")
    jig = band(JIG, backing="guitar", times=2)
    assert whole.length == jig.length + band(REEL, backing="guitar", times=2).length
    assert [player.name for player in whole.players] == ["fiddle", "guitar"]
    assert [meter.name for _, meter in whole.meters] == ["1/8", "6/8", "5/8", "4/4"]
    assert [key.tonic for _, key in whole.keys] == ["D", "G"]
    assert {tempo for onset, tempo in whole.tempos if onset < jig.length} == {Fraction(168)}


def test_the_melody_is_not_in_the_backings_way() -> None:
    performance = band(REEL, backing="band")
    roles = [player.role for player in performance.players]
    assert roles == [Role.MELODY, *[Role.BACKING] * (len(roles) - 1)]


def test_what_a_listener_would_choose_is_a_backing_that_exists() -> None:
    for instrument in INSTRUMENTS:
        assert backing_of(JIG, Playing(instrument=instrument)) in BACKINGS


def test_a_backing_alone_needs_a_backing() -> None:
    assert backing_of(JIG, Playing(instrument="piano", heard="backing")) != "none"
    with pytest.raises(BadRequest, match="has no backing"):
        backing_of(JIG, Playing(backing="none", heard="backing"))


def test_nothing_begins_before_the_tune_and_players_keep_their_order() -> None:
    for player in band(JIG, REEL, backing="band").players:
        onsets = [note.onset for note in player.notes]
        assert onsets == sorted(onsets)
        assert not onsets or onsets[0] >= 0


@pytest.mark.parametrize("backing", BACKINGS)
@pytest.mark.parametrize("instrument", ["fiddle", "harp", "fiddle and banjo"])
def test_in_a_set_nobody_rings_into_the_next_tune(instrument: str, backing: str) -> None:
    end = band(JIG, times=1, instrument=instrument, backing=backing).length
    for player in band(JIG, REEL, instrument=instrument, backing=backing).players:
        assert not any(note.onset < end < note.end for note in player.notes)
        assert all(note.duration > 0 for note in player.notes)


def test_a_lead_in_makes_no_bar_longer_but_played_plainly_all_is_as_written() -> None:
    reel = read_abc("X:1\nR:reel\nM:4/4\nL:1/8\nK:G\n|:ge|d2BG dGBG|A2FA DFAc|BGBd gedB|AGFA G4:|\n")
    assert band(reel, times=2, backing="band").length == Fraction(1, 4) + 16
    assert band(reel, times=2, plain=True).length == 16 + 4 * Fraction(1, 4)
    assert [meter.name for _, meter in band(reel, times=2).meters] == ["1/4", "4/4"]
