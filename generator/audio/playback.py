"""Playing: MIDI files -> sound in a room. `mastering` makes a recording of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.audio.sound import BLOCK, Sound
from generator.audio.soundfonts import presets_file
from generator.audio.stage import stage
from generator.audio.synth import synthesise


def play(
    midi: bytes, soundfont: Path | None = None, volumes: Sequence[int] = (), silence: float = 0
) -> Sound:
    """The MIDI file in the room, in stereo, as loud as the synthesizer makes it.

    `soundfont` None: the best ones that are installed. `volumes`: of the players, as `balance.volumes` gives
    them. `silence`: before the music, in seconds. Raises RenderError.
    """
    staged = stage(midi, volumes, silence)
    return synthesise(staged.midi, presets_file(soundfont, staged.presets))


def on_sides(sides: Iterable[Sound]) -> Sound:
    """Sounds for left and right, each with its room on its side only: nothing of one is heard on the other.

    They are taken one after the other, so that not both need to be in memory.
    """
    rates, tracks = zip(*map(_as_one_channel, sides), strict=True)
    recorded = np.zeros((max(map(len, tracks)), len(tracks)), np.int16)
    for side, track in enumerate(tracks):
        recorded[: len(track), side] = track
    return Sound(recorded, rates[0])


def _as_one_channel(sound: Sound) -> tuple[int, NDArray[np.int16]]:
    """Its rate, and the mean of left and right."""
    track = np.empty(len(sound), np.int16)
    for at in range(0, len(sound), BLOCK):
        track[at : at + BLOCK] = sound.recorded[at : at + BLOCK].mean(axis=1)
    return sound.rate, track
