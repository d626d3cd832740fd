"""Loudness, on tones made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.errors import RenderError
from generator.render.loudness import CEILING, FADE_SECONDS, LOUDNESS, RING_SECONDS, normalise_loudness
from generator.render.synth import Sound

RATE = 8000


def tone(seconds: float, amplitude: float) -> NDArray[np.float32]:
    return np.asarray(amplitude * np.sin(np.arange(round(seconds * RATE)) * 0.3), dtype=np.float32)


@pytest.mark.parametrize("amplitude", [0.001, 0.1, 1.0])
def test_quiet_and_loud_sounds_become_equally_loud(amplitude: float) -> None:
    levelled = normalise_loudness(Sound(tone(3, amplitude), RATE), 2).samples[: 2 * RATE]
    assert float(np.sqrt(np.mean(levelled**2))) == pytest.approx(LOUDNESS, rel=0.01)


def test_a_high_peak_limits_the_gain() -> None:
    samples = tone(3, 0.01)
    samples[500] = 1
    assert np.max(np.abs(normalise_loudness(Sound(samples, RATE), 2).samples)) == pytest.approx(CEILING)


def test_a_sound_that_rings_too_long_is_faded_out() -> None:
    levelled = normalise_loudness(Sound(tone(9, 0.1), RATE), 2)
    assert levelled.seconds == pytest.approx(2 + RING_SECONDS)
    assert levelled.samples[-1] == 0


def test_silence_after_the_music_is_cut_but_never_the_music() -> None:
    samples = np.concatenate([tone(1, 0.1), np.zeros(8 * RATE, dtype=np.float32)])
    assert normalise_loudness(Sound(samples, RATE), 2).seconds == pytest.approx(2)


def test_music_is_not_faded_before_it_ends() -> None:
    samples = np.concatenate([tone(2, 0.1), tone(1, 0.05)])
    levelled = normalise_loudness(Sound(samples, RATE), 2).samples
    end = 2 * RATE
    assert RING_SECONDS > FADE_SECONDS
    assert np.max(np.abs(levelled[end - 800 : end])) == pytest.approx(
        np.max(np.abs(levelled[:800])), rel=0.01
    )


def test_silence_alone_is_refused() -> None:
    with pytest.raises(RenderError):
        normalise_loudness(Sound(np.zeros(RATE, dtype=np.float32), RATE), 1)
