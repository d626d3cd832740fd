"""A limiter: turns a sound down around its highest peaks, smoothly, so that none is above a ceiling.

Both channels get the same gain, so that nothing moves in the panorama. Knows nothing of loudness or files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.audio.sound import GRID, Samples, Sound

_STEP = GRID
"""Samples that share a gain, 1 ms."""
_RAMP = np.linspace(0, 1, _STEP, dtype=np.float32)[None, :, None]

_ATTACK = 1.0
_RELEASE = 0.1
"""How fast the gain may fall before a peak and rise after it, in decibels a step."""


@dataclass(frozen=True, slots=True)
class Limiter:
    """`gains`: at the edges of the steps, of which the last may be a part of one."""

    gains: Samples

    def apply(self, block: Samples, start: int) -> None:
        """See Change."""
        first = start // _STEP
        whole = min(len(block) // _STEP, len(self.gains) - 2 - first)
        steps, rest = block[: whole * _STEP].reshape(-1, _STEP, 2), block[whole * _STEP :]
        edges = self.gains[first : first + whole + 1]
        turned_down = np.flatnonzero((edges[:-1] < 1) | (edges[1:] < 1))
        before, after = edges[turned_down, None, None], edges[turned_down + 1, None, None]
        steps[turned_down] *= before + (after - before) * _RAMP
        rest *= self.gains[-2:].min()


def limited(sound: Sound, ceiling: float) -> Sound:
    """The sound with no sample above the ceiling; the same one if there is none."""
    peaks = _peaks(sound)
    return sound if peaks.max() <= ceiling else sound.changed(Limiter(_gains(peaks, ceiling)))


def _peaks(sound: Sound) -> Samples:
    """The highest sample of each step, and of what is left after the last whole one."""
    found = [np.zeros(0, np.float32)]
    rest = np.float32(0)
    for block in sound.blocks():
        whole = len(block) // _STEP * _STEP
        flat = block[:whole].reshape(-1, _STEP * 2)
        found.append(np.maximum(flat.max(axis=1), -flat.min(axis=1)))
        rest = np.abs(block[whole:]).max(initial=0)
    return np.append(np.concatenate(found), rest)


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
