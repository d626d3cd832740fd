"""A recording: MIDI -> a sound as people get it. `record` is what the rendering calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.audio.mastering import master
from generator.audio.sound import Sound
from generator.audio.soundfonts import presets_file
from generator.audio.stage import stage
from generator.audio.synth import synthesise


def record(midi: bytes, seconds: float, soundfont: Path | None = None, volumes: Sequence[int] = ()) -> Sound:
    """The MIDI file as a recording in stereo. `seconds`: of its music, without the ringing of the last note.

    `soundfont` None: the best ones that are installed. `volumes`: of the players, as `balance.volumes` gives
    them. Raises RenderError.
    """
    return master(play(midi, soundfont, volumes), seconds)


def play(midi: bytes, soundfont: Path | None = None, volumes: Sequence[int] = ()) -> Sound:
    """The MIDI file in the room, as loud as the synthesizer makes it. Raises RenderError."""
    staged = stage(midi, volumes)
    return synthesise(staged.midi, presets_file(soundfont, staged.presets))
