"""Playing: MIDI files -> sound in a room. `mastering` makes a recording of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from generator.audio.sound import BLOCK, Sound
from generator.audio.soundfonts import presets_file
from generator.audio.stage import stage
from generator.audio.synth import synthesise


def play(midi: bytes, soundfont: Path | None = None, volumes: Sequence[int] = ()) -> Sound:
    """The MIDI file in the room, in stereo, as loud as the synthesizer makes it.

    `soundfont` None: the best ones that are installed. `volumes`: of the players, as `balance.volumes` gives
    them. Raises RenderError.
    """
    staged = stage(midi, volumes)
    return synthesise(staged.midi, presets_file(soundfont, staged.presets))


def on_sides(left: Sound, right: Sound) -> Sound:
    """Two sounds, each with its room on one side only: nothing of one is heard on the other."""
    recorded = np.zeros((max(len(left), len(right)), 2), left.recorded.dtype)
    for side, sound in enumerate((left, right)):
        for at in range(0, len(sound), BLOCK):
            block = sound.recorded[at : at + BLOCK]
            recorded[at : at + len(block), side] = block.mean(axis=1)
    return Sound(recorded, left.rate)
