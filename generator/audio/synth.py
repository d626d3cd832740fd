"""The synthesizer: MIDI -> sound, with a soundfont, by midirenderer (a wheel) or else `fluidsynth` on PATH.

Knows nothing of the tune, of loudness or of audio files.
"""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import tempfile
import wave
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from generator.audio.sound import Sound
from generator.audio.stretches import RATE, stretches
from generator.errors import RenderError

log = logging.getLogger(__name__)

FLUIDSYNTH_SECONDS = 120
_ROOM = {"room-size": 0.4, "damp": 0.5, "width": 1, "level": 1}
"""fluidsynth's reverb, so that it dies away as midirenderer's does."""


def synthesise(midi: bytes, soundfont: bytes) -> Sound:
    """The MIDI file played with a soundfont file. Raises RenderError."""
    if find_spec("midirenderer") is not None:
        return _in_stretches(midi, soundfont)
    fluidsynth = shutil.which("fluidsynth")
    if fluidsynth is None:
        raise RenderError("This computer has no synthesizer: neither midirenderer nor fluidsynth is there.")
    log.info("midirenderer is not installed; playing with %s", fluidsynth)
    return _from_wave(_by_fluidsynth(fluidsynth, midi, soundfont))


def _in_stretches(midi: bytes, soundfont: bytes) -> Sound:
    """The stretches of the music, played one after the other into one array."""
    parts = stretches(midi)
    if len(parts) == 1:
        return _from_wave(_by_midirenderer(midi, soundfont))
    whole, start = np.zeros((sum(part.length for part in parts), 2), np.int16), 0
    for part in parts:
        played = _from_wave(_by_midirenderer(part.midi, soundfont)).recorded[part.skip :][: part.length]
        whole[start : start + len(played)] = played
        start += part.length
    return Sound(whole, RATE)


def _by_midirenderer(midi: bytes, soundfont: bytes) -> bytes:
    from midirenderer import render_wave_from  # not on every platform

    try:
        return bytes(render_wave_from(soundfont, midi))
    except (ValueError, RuntimeError) as error:
        raise RenderError("The tune could not be played with this soundfont.") from error


def _by_fluidsynth(fluidsynth: str, midi: bytes, soundfont: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="lilt-") as folder:
        source, sounds, target = (Path(folder, name) for name in ("tune.mid", "sounds.sf2", "tune.wav"))
        source.write_bytes(midi)
        sounds.write_bytes(soundfont)
        room = [f"-osynth.reverb.{name}={value}" for name, value in _ROOM.items()]
        options = f"-n -i -q -g 0.5 -r {RATE} -T wav -O s16 -F".split()
        command = [fluidsynth, *room, *options, str(target), str(sounds), str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=FLUIDSYNTH_SECONDS)  # noqa: S603 - no shell, own file names
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise RenderError("fluidsynth could not play the tune.") from error


def _from_wave(content: bytes) -> Sound:
    with wave.open(io.BytesIO(content)) as source:
        channels, rate = source.getnchannels(), source.getframerate()
        size = source.getnframes() * channels
    # The frames are the end of the file; `readframes` would copy them.
    frames = np.frombuffer(content, "<i2", size, len(content) - 2 * size).reshape(-1, channels)
    return Sound(frames if channels == 2 else np.repeat(frames[:, :1], 2, axis=1), rate)
