"""Mastering: a synthesised sound as people get it, as loud as other recordings, with a soft end.

Knows nothing of notes or files.
"""

from __future__ import annotations

import math

import numpy as np

from generator.audio.limiter import limit
from generator.audio.loudness import measure_loudness
from generator.audio.sound import Samples, Sound
from generator.errors import RenderError

LOUDNESS = -16.0
"""LUFS, what podcasts and phones expect; streaming services are between -14 and -16."""

CEILING = 10 ** (-2.5 / 20)
"""The highest sample. The true peak of the decoded MP3 is up to 1.2 dB higher and must stay below -1 dBTP."""

TAIL_SECONDS = 4.0
"""How long the last note may ring."""

FADE_SECONDS = 0.5
SILENCE = 10 ** (-60 / 20)
_NEAR = 0.2
"""LU. So close to the target is good enough; a limiter takes a little loudness away."""
_MOST_ROUNDS = 3
_MOST_GAIN = 12.0


def master(sound: Sound, music_seconds: float) -> Sound:
    """The sound at `LOUDNESS`. It ends when the last note has died away.

    Raises RenderError if there is nothing to hear.
    """
    samples = sound.samples[: round((music_seconds + TAIL_SECONDS) * sound.rate)]
    loudness = measure_loudness(Sound(samples, sound.rate))
    if loudness == -math.inf:
        raise RenderError("The synthesizer gave no sound for this tune; is the soundfont complete?")
    samples = samples * np.float32(10 ** ((LOUDNESS - loudness) / 20))
    samples = _trim(samples, round(music_seconds * sound.rate))
    _fade(samples, sound.rate)
    _limit_at_loudness(samples, sound.rate)
    return Sound(samples, sound.rate)


def _limit_at_loudness(samples: Samples, rate: int) -> None:
    """In place: what the limiter takes away is given back until the loudness is near the target."""
    for _ in range(_MOST_ROUNDS):
        if max(float(samples.max()), -float(samples.min())) <= CEILING:
            return
        limit(samples, CEILING)
        missing = LOUDNESS - measure_loudness(Sound(samples, rate))
        if missing < _NEAR:
            return
        samples *= np.float32(10 ** (min(missing, _MOST_GAIN) / 20))
    limit(samples, CEILING)


def _trim(samples: Samples, music: int) -> Samples:
    """Without the silence after the last note (never cuts the music itself)."""
    tail = np.abs(samples[music:]).max(axis=1)
    loud = np.flatnonzero(tail > SILENCE)
    return samples[: music + (int(loud[-1]) + 1 if len(loud) else 0)]


def _fade(samples: Samples, rate: int) -> None:
    length = min(round(FADE_SECONDS * rate), len(samples))
    samples[len(samples) - length :] *= np.linspace(1, 0, length, dtype=np.float32)[:, None]
