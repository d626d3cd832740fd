"""A limiter: turns a sound down around its highest peaks, smoothly, so that none is above a ceiling.

Both channels get the same gain, so that nothing moves in the panorama. Knows nothing of loudness or files.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generator.audio.sound import Samples

_STEP = 48
"""Samples that share a gain, 1 ms."""

_ATTACK = 1.0
_RELEASE = 0.1
"""How fast the gain may fall before a peak and rise after it, in decibels a step."""


def limit(samples: Samples, ceiling: float) -> None:
    """Changes the samples (n, 2) in place."""
    whole = len(samples) // _STEP * _STEP
    steps, rest = samples[:whole].reshape(-1, _STEP, 2), samples[whole:]
    peaks = np.append(_peaks(steps), np.float32(np.abs(rest).max(initial=0)))
    gains = _gains(peaks, ceiling)
    turned_down = np.flatnonzero((gains[:-2] < 1) | (gains[1:-1] < 1))
    first, last = gains[turned_down, None, None], gains[turned_down + 1, None, None]
    ramp = np.linspace(0, 1, _STEP, dtype=np.float32)[None, :, None]
    steps[turned_down] *= first + (last - first) * ramp
    rest *= gains[-2:].min()


def _peaks(steps: Samples) -> Samples:
    flat = steps.reshape(len(steps), _STEP * 2)
    return np.asarray(np.maximum(flat.max(axis=1), -flat.min(axis=1)))


def _gains(peaks: Samples, ceiling: float) -> Samples:
    """The gains at the edges of the steps: one more than there are steps, none above what a step needs."""
    reduction = 20 * np.log10(np.maximum(peaks.astype(np.float64) / ceiling, 1))
    at_edges = np.maximum(np.append(reduction, 0), np.insert(reduction, 0, 0))
    before = _ramp_down(at_edges[::-1], _ATTACK)[::-1]
    return (10 ** (-_ramp_down(before, _RELEASE) / 20)).astype(np.float32)


def _ramp_down(reduction: NDArray[np.float64], slope: float) -> NDArray[np.float64]:
    """Each value goes on into the later ones, less by `slope` with each step, where they are lower."""
    fall = slope * np.arange(len(reduction))
    return np.asarray(np.maximum.accumulate(reduction + fall) - fall)
