"""The loudness of a synthesised sound: the same for every instrument, without clipping, with a soft end.

Knows nothing of notes or files.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generator.errors import RenderError
from generator.render.synth import Sound

LOUDNESS = 10 ** (-19.5 / 20)
"""Target RMS: as loud as other players, with room for the peaks of plucked strings."""

CEILING = 10 ** (-1.5 / 20)
"""Highest sample. MP3 overshoots a little, so this is below what may come out (-1 dBFS)."""

RING_SECONDS = 1.4
FADE_SECONDS = 0.3
SILENCE = 10 ** (-60 / 20)


def normalise_loudness(sound: Sound, music_seconds: float) -> Sound:
    """The sound at the target loudness. It fades out at most `RING_SECONDS` after the music's end."""
    rate = sound.rate
    samples = sound.samples[: round((music_seconds + RING_SECONDS) * rate)]
    sounding = samples[: round(music_seconds * rate)]
    if not sounding.size or not np.any(sounding):
        raise RenderError("The synthesizer gave no sound for this tune; is the soundfont complete?")
    rms = float(np.sqrt(np.mean(np.square(sounding, dtype=np.float64))))
    peak = float(np.max(np.abs(samples)))
    samples = samples * np.float32(min(LOUDNESS / rms, CEILING / peak))
    return Sound(_fade(_trim(samples, len(sounding)), rate), rate)


def _trim(samples: NDArray[np.float32], music: int) -> NDArray[np.float32]:
    """Without the silence after the last note (never cuts the music itself)."""
    loud = np.flatnonzero(np.abs(samples) > SILENCE)
    return samples[: max(music, int(loud[-1]) + 1)]


def _fade(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    faded = samples.copy()
    length = min(round(FADE_SECONDS * rate), len(faded))
    faded[len(faded) - length :] *= np.linspace(1, 0, length, dtype=np.float32)
    return faded
