"""Every instrument: its MP3 of a D major scale, decoded."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
import pytest

from generator.instruments import INSTRUMENTS
from generator.render.pipeline import render
from tests.generator.render.audio import RATE, Samples, cents_off, decibels, decode
from tests.generator.render.tunes import SCALE, SCALE_PITCHES, tune

NOTE_SECONDS = 0.5
SECONDS = NOTE_SECONDS * len(SCALE_PITCHES)

pytestmark = pytest.mark.parametrize("instrument", INSTRUMENTS)


@lru_cache(maxsize=len(INSTRUMENTS))
def recording(instrument: str) -> Samples:
    rendering = render(
        tune(SCALE),
        title="Scale",
        instrument=instrument,
        beat=Fraction(1, 4),
        tempo=120,
        formats=frozenset({"mp3"}),
    )
    assert rendering.seconds == SECONDS
    return decode(rendering.files["mp3"])


def test_each_instrument_plays_in_tune(instrument: str) -> None:
    for index, pitch in enumerate(SCALE_PITCHES):
        start = round((index * NOTE_SECONDS + 0.12) * RATE)
        sounding = recording(instrument)[start : start + round(0.33 * RATE)]
        assert abs(cents_off(sounding, pitch)) < 30, pitch


def test_each_instrument_is_as_loud_as_the_others(instrument: str) -> None:
    music = recording(instrument)[: round(SECONDS * RATE)]
    assert -22 < decibels(music) < -17


def test_no_instrument_clips(instrument: str) -> None:
    assert np.max(np.abs(recording(instrument))) <= 10 ** (-1 / 20)


def test_the_sound_is_as_long_as_the_music_and_rings_out(instrument: str) -> None:
    seconds = len(recording(instrument)) / RATE
    assert SECONDS - 0.1 < seconds < SECONDS + 1.6


def test_the_sound_ends_softly(instrument: str) -> None:
    assert np.max(np.abs(recording(instrument)[-480:])) < 0.02


def test_every_note_speaks(instrument: str) -> None:
    for index in range(len(SCALE_PITCHES)):
        start = round(index * NOTE_SECONDS * RATE)
        assert decibels(recording(instrument)[start : start + RATE // 4]) > -32
