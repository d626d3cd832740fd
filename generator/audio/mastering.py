"""Mastering: a synthesised sound as people get it, as loud as other recordings, with a soft end.

Knows nothing of notes or files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from generator.audio.limiter import limited
from generator.audio.loudness import measure_loudness
from generator.audio.sound import GRID, Gain, Samples, Sound
from generator.errors import RenderError

LOUDNESS = -16.0
"""LUFS, what podcasts and phones expect; streaming services are between -14 and -16."""

CEILING = 10 ** (-2.5 / 20)
"""The highest sample. The true peak of the decoded MP3 is up to 1.2 dB higher and must stay below -1 dBTP."""

TAIL_SECONDS = 4.0
"""How long the last note may ring."""

FADE_SECONDS = 0.5
SILENCE = 10 ** (-60 / 20)
SILENT_SECONDS = 0.1
"""How long nothing is heard at the end. Some notes stop while they are loud: a drone, a damped string, and
whatever is too soft for the synthesizer to put into the room."""
_NEAR = 0.2
"""LU. So close to the target is good enough; a limiter takes a little loudness away."""
_MOST_ROUNDS = 3
_MOST_GAIN = 12.0


@dataclass(frozen=True, slots=True)
class _Fade:
    """Silence from `end` on, and a way there."""

    length: int
    end: int

    def apply(self, block: Samples, start: int) -> None:
        """See Change."""
        ramp = np.linspace(1, 0, self.length, dtype=np.float32)[:, None]
        first = self.end - self.length - start
        fading = block[max(0, first) : max(0, self.end - start)]
        fading *= ramp[max(0, -first) :][: len(fading)]
        block[max(0, self.end - start) :] = 0


def master(sound: Sound, music_seconds: float) -> Sound:
    """The sound at `LOUDNESS`. It ends when the last note has died away.

    Raises RenderError if there is nothing to hear.
    """
    sound = sound.until(round((music_seconds + TAIL_SECONDS) * sound.rate))
    loudness = measure_loudness(sound)
    if loudness == -math.inf:
        raise RenderError("The synthesizer gave no sound for this tune; is the soundfont complete?")
    sound = _limited_at_loudness(sound.changed(_gain(LOUDNESS - loudness)))
    return _ended(sound, round(music_seconds * sound.rate))


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


def _ended(sound: Sound, music: int) -> Sound:
    """The sound until the last note has died away (never within the music itself), and a little silence."""
    silent = round(SILENT_SECONDS * sound.rate)
    earliest = max(0, music - silent)
    loud = np.flatnonzero(np.abs(sound.since(earliest)).max(axis=1) > SILENCE)
    died_away = earliest + (int(loud[-1]) + 1 if len(loud) else 0)
    # The limiter's steps are whole ones where the end is on the grid, so it sounds the same up to there.
    sound = sound.until(math.ceil((died_away + silent) / GRID) * GRID)
    end = max(0, min(died_away, len(sound) - silent))
    return sound.changed(_Fade(min(round(FADE_SECONDS * sound.rate), end), end))
