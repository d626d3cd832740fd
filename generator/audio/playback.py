"""Playing: a MIDI file -> sound in a room. `mastering` makes a recording of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.audio.sound import Sound
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
