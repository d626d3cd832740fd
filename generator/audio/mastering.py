"""Mastering: a synthesised sound as people get it, as loud as other recordings, with a soft end.

Knows nothing of notes or files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from generator.audio.limiter import limited
from generator.audio.loudness import measure_loudness
from generator.audio.sound import Gain, Samples, Sound
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


@dataclass(frozen=True, slots=True)
class _Fade:
    """Silence at the `end`, and a way there."""

    length: int
    end: int

    def apply(self, block: Samples, start: int) -> None:
        """See Change."""
        ramp = np.linspace(1, 0, self.length, dtype=np.float32)[:, None]
        first = self.end - self.length - start
        if first < len(block):
            block[max(0, first) :] *= ramp[max(0, -first) : len(block) - first]


def master(sound: Sound, music_seconds: float) -> Sound:
    """The sound at `LOUDNESS`. It ends when the last note has died away.

    Raises RenderError if there is nothing to hear.
    """
    sound = sound.until(round((music_seconds + TAIL_SECONDS) * sound.rate))
    loudness = measure_loudness(sound)
    if loudness == -math.inf:
        raise RenderError("The synthesizer gave no sound for this tune; is the soundfont complete?")
    sound = sound.changed(_gain(LOUDNESS - loudness))
    sound = sound.until(_end(sound, round(music_seconds * sound.rate)))
    sound = sound.changed(_Fade(min(round(FADE_SECONDS * sound.rate), len(sound)), len(sound)))
    return _limited_at_loudness(sound)


def _gain(decibels: float) -> Gain:
    return Gain(np.float32(10 ** (decibels / 20)))


def _limited_at_loudness(sound: Sound) -> Sound:
    """What the limiter takes away is given back until the loudness is near the target."""
    for _ in range(_MOST_ROUNDS):
        turned_down = limited(sound, CEILING)
        if turned_down is sound:
            return sound
        missing = LOUDNESS - measure_loudness(turned_down)
        if missing < _NEAR:
            return turned_down
        sound = turned_down.changed(_gain(min(missing, _MOST_GAIN)))
    return limited(sound, CEILING)


def _end(sound: Sound, music: int) -> int:
    """Where the silence after the last note begins (never within the music itself)."""
    loud = np.flatnonzero(np.abs(sound.since(music)).max(axis=1) > SILENCE)
    return music + (int(loud[-1]) + 1 if len(loud) else 0)
