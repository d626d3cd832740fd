"""Renditions of a tune: slower, on another instrument, in another key, simpler."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.requests.renditions import (
    backing_only,
    in_key,
    melody_only,
    on_instrument,
    other_instruments,
    other_keys,
    plain_midi,
    simpler,
    slower,
)
from generator.arrangement.arranger import backing_of, tunes_of_set
from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS, NO_BACKING
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import lies_within
from generator.playing import TEMPOS
from generator.request import ComposeRequest
from generator.tune import Tune

ABC = (Path(__file__).parents[3] / "docs" / "tune.abc").read_text()


def tune(abc: str = ABC, tempo: int | None = 100, **options: Any) -> Tune:
    return Tune(request=ComposeRequest(tempo=tempo, **options), title="A Tune", abc=abc, model="tiny")


def intervals(abc: str) -> list[int]:
    pitches = [pitch.midi for bar in read_abc(abc).bars for note in bar.notes for pitch in note.pitches]
    return [after - before for before, after in pairwise(pitches)]


def test_slower_changes_the_tempo_alone() -> None:
    take = slower(tune(), 60)
    assert (take.tune.abc, take.tune.request) == (ABC, ComposeRequest(tempo=60))


@pytest.mark.parametrize("backing", [*BACKINGS, None])
def test_slower_and_another_instrument_keep_the_backing(backing: str | None) -> None:
    given = tune(backing=backing, times=2)
    for take in (slower(given, 60), on_instrument(given, "flute")):
        assert (take.tune.request.backing, take.tune.request.times) == (backing, 2)


@pytest.mark.parametrize("backing", [*BACKINGS, None])
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_tune_has_a_backing_to_play_along_with(backing: str | None, instrument: str) -> None:
    take = backing_only(tune(backing=backing, instrument=instrument))
    assert backing_of(read_abc(ABC), take.tune.request.playing) != NO_BACKING
    assert take.tune.request.heard == "backing"


def test_a_set_of_players_is_a_change_of_the_request_alone() -> None:
    for take in (melody_only(tune()), backing_only(tune()), plain_midi(tune())):
        assert take.tune.abc == ABC
        assert take.suffix


def test_plain_midi_is_the_tune_once() -> None:
    played = plain_midi(tune(backing="band", times=3)).tune.request.playing
    (set_tune,) = tunes_of_set([read_abc(ABC)], played)
    assert (played.plain, played.backing, set_tune.times) == (True, None, 1)


def test_nothing_is_slower_than_the_slowest_tempo() -> None:
    assert slower(tune(tempo=TEMPOS[0]), 60).tune.request.tempo == TEMPOS[0]


def test_slower_starts_from_the_tempo_of_the_abc_if_none_was_asked_for() -> None:
    abc = "X:1\nM:6/8\nL:1/8\nQ:3/8=100\nK:D\nDFA DFA|]\n"
    assert slower(tune(abc, tempo=None), 80).tune.request.tempo == 80


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_other_instrument_plays_the_tune_or_is_refused(instrument: str) -> None:
    plays = INSTRUMENTS[instrument]
    try:
        take = on_instrument(tune(), instrument)
    except BadRequest as error:
        assert str(error).startswith(f"instrument: {instrument}")  # noqa: PT017 - one of two good ends
        return
    assert lies_within(read_abc(take.tune.abc), plays.lowest, plays.highest)
    assert intervals(take.tune.abc) == intervals(ABC)


def test_the_current_instrument_is_not_offered() -> None:
    assert set(other_instruments(tune(instrument="harp"))) == set(INSTRUMENTS) - {"harp"}


def test_every_offered_key_gives_the_same_tune() -> None:
    offered = other_keys(tune(), ("C", "G", "A", "Bb", "F#", "G#"))
    assert offered
    for tonic in offered:
        moved = in_key(tune(), tonic).tune.abc
        assert read_abc(moved).key.tonic == tonic
        assert intervals(moved) == intervals(ABC)


def test_simpler_has_no_tuplets() -> None:
    assert "(3" not in simpler(tune("X:1\nM:4/4\nL:1/8\nK:D\n(3DFA d2 d4|d8|]\n")).tune.abc
