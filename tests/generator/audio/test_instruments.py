"""Every instrument: its MP3 of a D major scale, decoded."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import pytest

from generator.audio.mastering import LOUDNESS, TAIL_SECONDS
from generator.instruments import INSTRUMENTS
from generator.playing import Playing
from generator.render.pipeline import render
from tests.generator.audio.measures import (
    RATE,
    Samples,
    cents_off,
    correlation,
    decibels,
    decode_stereo,
    loudness,
    true_peak,
)
from tests.generator.render.tunes import SCALE, SCALE_PITCHES, tune

NOTE_SECONDS = 0.5
SECONDS = NOTE_SECONDS * len(SCALE_PITCHES)

pytestmark = pytest.mark.parametrize("instrument", INSTRUMENTS)


@lru_cache(maxsize=len(INSTRUMENTS))
def recording(instrument: str) -> Samples:
    """(n, 2)"""
    rendering = render(
        [replace(tune(SCALE), tempo=(Fraction(1, 4), 120))],
        Playing(instrument=instrument, plain=True, times=1),
        formats=frozenset({"mp3"}),
    )
    assert rendering.seconds == SECONDS
    return decode_stereo(rendering.files["mp3"])


def test_each_instrument_plays_in_tune(instrument: str) -> None:
    for index, pitch in enumerate(SCALE_PITCHES):
        start = round((index * NOTE_SECONDS + 0.12) * RATE)
        sounding = recording(instrument)[start : start + round(0.33 * RATE)].mean(axis=1)
        assert abs(cents_off(sounding, pitch)) < 30, pitch


def test_each_instrument_is_as_loud_as_the_others(instrument: str) -> None:
    assert abs(loudness(recording(instrument)) - LOUDNESS) < 1


def test_no_instrument_clips(instrument: str) -> None:
    assert true_peak(recording(instrument)) <= -1


def test_each_instrument_is_in_stereo(instrument: str) -> None:
    assert correlation(recording(instrument)) < 0.97


def test_the_sound_is_as_long_as_the_music_and_rings_out(instrument: str) -> None:
    seconds = len(recording(instrument)) / RATE
    assert SECONDS + 0.5 < seconds < SECONDS + TAIL_SECONDS + 0.1


def test_the_sound_ends_when_it_has_died_away(instrument: str) -> None:
    """The encoder adds a frame of silence."""
    end = decibels(recording(instrument)[-RATE // 10 :])
    assert end < -60


def test_every_note_speaks(instrument: str) -> None:
    for index in range(len(SCALE_PITCHES)):
        start = round(index * NOTE_SECONDS * RATE)
        assert decibels(recording(instrument)[start : start + RATE // 4]) > -32
