"""Loudness, against the tone of the standard and against pyloudnorm."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.audio.loudness import measure_loudness, weighted_powers
from generator.audio.sound import Sound
from tests.generator.audio.measures import loudness

RATE = 48_000


def test_the_tone_of_the_standard() -> None:
    """A sine of 997 Hz at full scale in one channel has -3.01 LUFS (BS.1770-5, annex 1)."""
    samples = np.zeros((4 * RATE, 2), dtype=np.float32)
    samples[:, 0] = np.sin(2 * np.pi * 997 * np.arange(len(samples)) / RATE)
    assert measure_loudness(Sound(samples, RATE)) == pytest.approx(-3.01, abs=0.02)


@given(
    seed=st.integers(0, 99),
    tilt=st.floats(0, 0.99),
    quiet=st.floats(0.0001, 1),
    tenths=st.integers(10, 40),
)
def test_it_agrees_with_pyloudnorm(seed: int, tilt: float, quiet: float, tenths: int) -> None:
    """Noise of different colours, half of it quieter, so that the gates have work.

    pyloudnorm rounds the number of blocks of what is not a multiple of a tenth of a second.
    """
    noise = np.random.default_rng(seed).standard_normal((2 * tenths * RATE // 10, 2))
    coloured = 0.1 * noise + tilt * np.roll(noise, 1, axis=0) * 0.1
    coloured[: len(coloured) // 2] *= quiet
    ours = measure_loudness(Sound(coloured.astype(np.float32), RATE))
    assert ours == pytest.approx(loudness(coloured), abs=0.15)


def test_silence_has_none() -> None:
    assert measure_loudness(Sound(np.zeros((RATE, 2), dtype=np.float32), RATE)) == -math.inf


def test_there_are_ten_powers_a_second() -> None:
    assert len(weighted_powers(Sound(np.zeros((RATE + 4799, 2), dtype=np.float32), RATE))) == 10
