"""Balance, measured: melody and backing are played apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.arrangement.parts import Performance, PlayedNote, Player, Role
from generator.arrangement.practice.clicks import WOOD_BLOCK
from generator.audio.balance import BACKING, LOUDEST, volumes
from generator.audio.loudness import measure_loudness
from generator.audio.playback import play
from generator.instruments import INSTRUMENTS
from generator.notation.reading.reader import read_abc
from generator.playing import Playing
from tests.generator.audio.band import bass, chords, drum, melody, midi, performance

BACKINGS = {
    "guitar": (chords(25),),
    "piano": (chords(0),),
    "band": (chords(25), bass(), drum()),
    "drone": (chords(48, (50, 57)),),
}


def lufs(played: Performance, levels: Sequence[int]) -> float:
    return measure_loudness(play(midi(played), None, levels))


def above_melody(tune: Player, backing: Sequence[Player]) -> float:
    """LU."""
    levels = volumes(performance(tune, *backing))
    return lufs(performance(*backing), levels[1:]) - lufs(performance(tune), levels[:1])


@pytest.mark.parametrize("backing", BACKINGS)
@pytest.mark.parametrize("instrument", ["fiddle", "accordion", "banjo", "piano", "dulcimer", "whistle"])
def test_the_backing_is_as_far_below_the_melody_as_it_should_be(instrument: str, backing: str) -> None:
    assert above_melody(melody(instrument), BACKINGS[backing]) == pytest.approx(BACKING, abs=2.5)


def test_the_backing_can_be_too_loud_without_it() -> None:
    tune, backing = melody("piano"), BACKINGS["band"]
    assert lufs(performance(*backing), ()) > lufs(performance(tune), ())


def test_two_who_play_the_tune_are_equally_loud() -> None:
    fiddle, banjo = melody("fiddle"), melody("banjo")
    levels = volumes(performance(fiddle, banjo))
    apart = lufs(performance(fiddle), levels[:1]) - lufs(performance(banjo), levels[1:])
    assert abs(apart) < 2.5


def test_who_stops_early_is_as_loud_until_then() -> None:
    fiddle, banjo = melody("fiddle"), melody("banjo")
    half = replace(banjo, notes=banjo.notes[: len(banjo.notes) // 2])
    assert volumes(performance(fiddle, half)) == pytest.approx(volumes(performance(fiddle, banjo)), rel=0.05)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_who_plays_alone_has_the_highest_volume(instrument: str) -> None:
    assert volumes(performance(melody(instrument))) == (LOUDEST,)


def test_a_player_without_notes_changes_nothing() -> None:
    silent = chords(25, ())
    assert volumes(performance(melody("fiddle"), silent))[0] == LOUDEST


@pytest.mark.parametrize("instrument", ["fiddle", "banjo", "pipes"])
def test_a_click_is_about_as_loud_as_a_note_of_the_melody(instrument: str) -> None:
    """Each stroke is heard, although together they are far softer."""
    tune = melody(instrument)
    strokes = tuple(PlayedNote(Fraction(beat, 4), Fraction(1, 32), 76, 100) for beat in range(8))
    click = Player("click", Role.CLICK, WOOD_BLOCK, 0.0, strokes)
    levels = volumes(performance(tune, click))
    peaks = [
        np.percentile(np.abs(play(midi(performance(one)), None, levels[at : at + 1]).samples), 99.9)
        for at, one in enumerate((tune, click))
    ]
    assert abs(20 * np.log10(peaks[1] / peaks[0])) < 8


@pytest.mark.parametrize("backing", ["guitar", "piano", "drone"])
def test_a_count_in_leaves_the_backing_loud_enough_for_the_room(backing: str) -> None:
    """Its few strokes are not turned up until they are as loud as all who play after them."""
    tune = read_abc("X:1\nR:reel\nM:4/4\nL:1/8\nK:G\n|:" + "d2BG dGBG|A2FA DFAc|" * 8 + "G8:|")
    playing = Playing(backing=backing, heard="backing")
    heard = arrange_set(tunes_of_set([tune], playing), playing).heard({Role.BACKING, Role.CLICK})
    level, counting = volumes(heard)
    assert counting == LOUDEST
    assert level > 85
