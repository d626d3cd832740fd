"""Mastering, on tones made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from generator.audio.mastering import (
    CEILING,
    FADE_SECONDS,
    LOUDNESS,
    SILENCE,
    SILENT_SECONDS,
    TAIL_SECONDS,
    master,
)
from generator.audio.mp3 import make_mp3
from generator.audio.sound import Samples, Sound
from generator.errors import RenderError
from tests.generator.audio.measures import decode_stereo, loudness, true_peak

RATE = 48_000


def tone(seconds: float, amplitude: float) -> Samples:
    wave = amplitude * np.sin(np.arange(round(seconds * RATE)) * 0.1)
    return np.asarray(np.stack([wave, wave / 2], axis=1), dtype=np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros((round(seconds * RATE), 2), dtype=np.float32)


@pytest.mark.parametrize("amplitude", [0.001, 0.1, 1.0])
def test_quiet_and_loud_sounds_become_equally_loud(amplitude: float) -> None:
    mastered = master(Sound(np.concatenate([tone(3, amplitude), silence(1)]), RATE), 3)
    assert loudness(mastered.samples.astype(np.float64)) == pytest.approx(LOUDNESS, abs=0.3)


def test_high_peaks_are_turned_down_and_the_loudness_is_kept() -> None:
    samples = tone(6, 0.01)
    samples[::12_000] = 0.3
    mastered = master(Sound(samples, RATE), 6)
    assert np.max(np.abs(mastered.samples)) <= CEILING * 1.00001
    assert loudness(mastered.samples.astype(np.float64)) == pytest.approx(LOUDNESS, abs=0.5)


def test_the_true_peak_of_the_mp3_is_below_one_decibel() -> None:
    """Noise with sharp peaks, which the encoder cannot keep exactly."""
    samples = np.random.default_rng(1).standard_normal((6 * RATE, 2)).astype(np.float32) * np.float32(0.01)
    samples[::6000] = 0.5
    mastered = master(Sound(samples, RATE), 6)
    assert true_peak(decode_stereo(make_mp3(mastered, title="t", artist="a"))) <= -1


def test_the_panorama_is_kept() -> None:
    samples = tone(3, 0.01)
    samples[::12_000] *= 30
    mastered = master(Sound(samples, RATE), 3).samples
    assert np.allclose(mastered[:, 0], mastered[:, 1] * 2, atol=1e-5)


def test_a_sound_that_rings_too_long_is_faded_out() -> None:
    mastered = master(Sound(tone(9, 0.1), RATE), 2)
    assert mastered.seconds == pytest.approx(2 + TAIL_SECONDS)
    assert not mastered.samples[-1].any()


def test_silence_after_the_music_is_cut_but_never_the_music() -> None:
    samples = np.concatenate([tone(1, 0.1), silence(8)])
    assert master(Sound(samples, RATE), 2).seconds == pytest.approx(2)


def test_music_is_not_faded_before_it_ends() -> None:
    samples = np.concatenate([tone(2, 0.1), tone(1, 0.05)])
    mastered = master(Sound(samples, RATE), 2).samples
    assert FADE_SECONDS < 1
    before_the_end = np.abs(mastered[2 * RATE - 800 : 2 * RATE]).max()
    assert before_the_end == pytest.approx(np.abs(mastered[:800]).max(), rel=0.01)


def test_the_sound_that_is_given_is_not_changed() -> None:
    samples = tone(1, 0.1)
    master(Sound(samples, RATE), 1)
    assert np.array_equal(samples, tone(1, 0.1))


def test_silence_alone_is_refused() -> None:
    with pytest.raises(RenderError):
        master(Sound(silence(1), RATE), 1)


@pytest.mark.parametrize("music", [1.5, 2.0])
def test_a_sound_that_stops_suddenly_ends_in_a_short_silence(music: float) -> None:
    """Also where peaks are turned down, which makes everything else louder."""
    samples = np.concatenate([tone(2, 0.05), silence(6)])
    samples[::12_000] *= 15
    mastered = master(Sound(samples, RATE), music)
    assert mastered.seconds == pytest.approx(2 + SILENT_SECONDS, abs=0.001)
    silent = round(SILENT_SECONDS * RATE)
    assert np.abs(mastered.samples[-silent:]).max() <= SILENCE
    assert np.abs(mastered.samples[-silent - RATE // 20 : -silent]).max() > SILENCE
