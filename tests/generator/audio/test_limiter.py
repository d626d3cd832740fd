"""The limiter: no peak above the ceiling, and nothing else changed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.audio.limiter import limited
from generator.audio.sound import Samples, Sound

CEILING = 0.5


def limit(samples: Samples) -> Samples:
    return limited(Sound(samples, 48_000), CEILING).samples


@given(
    length=st.integers(1, 3000),
    peaks=st.lists(st.tuples(st.integers(0, 2999), st.floats(0.1, 30)), max_size=6),
    seed=st.integers(0, 9),
)
def test_nothing_is_above_the_ceiling(length: int, peaks: list[tuple[int, float]], seed: int) -> None:
    samples = np.random.default_rng(seed).uniform(-0.6, 0.6, (length, 2)).astype(np.float32)
    for position, height in peaks:
        samples[position % length, position % 2] = height
    assert np.abs(limit(samples)).max() <= CEILING * 1.00001


def test_what_is_below_the_ceiling_is_not_changed() -> None:
    samples = np.random.default_rng(1).uniform(-0.4, 0.4, (48_000, 2)).astype(np.float32)
    samples[24_000] = 0.9
    far = np.r_[0:19_000, 29_000:48_000]
    assert np.array_equal(limit(samples)[far], samples[far])


def test_both_channels_get_the_same_gain() -> None:
    samples = np.tile(np.array([[0.8, 0.2]], dtype=np.float32), (5000, 1))
    found = limit(samples)
    assert np.allclose(found[:, 0], found[:, 1] * 4)


def test_the_gain_never_jumps() -> None:
    samples = np.full((9600, 2), 0.4, dtype=np.float32)
    samples[4800] = 2
    gains = np.delete(limit(samples)[:, 0], 4800) / 0.4
    assert np.abs(np.diff(gains)).max() < 0.01
