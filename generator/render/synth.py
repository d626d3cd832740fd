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
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.errors import RenderError

log = logging.getLogger(__name__)

RATE = 48_000
FLUIDSYNTH_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono samples from -1 to 1, `rate` of them a second."""

    samples: NDArray[np.float32]
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def default_soundfont() -> Path:
    """TimGM6mb.sf2, which comes with pretty_midi (found without importing it)."""
    spec = find_spec("pretty_midi")
    if spec is None or spec.origin is None:
        raise RenderError("No soundfont is installed, so the tune cannot be played.")
    return Path(spec.origin).with_name("TimGM6mb.sf2")


def synthesise(midi: bytes, soundfont: Path | None = None) -> Sound:
    """The MIDI file played with that soundfont (None: the default one)."""
    path = soundfont or default_soundfont()
    if find_spec("midirenderer") is not None:
        return _from_wave(_by_midirenderer(midi, path))
    fluidsynth = shutil.which("fluidsynth")
    if fluidsynth is None:
        raise RenderError("This computer has no synthesizer: neither midirenderer nor fluidsynth is there.")
    log.info("midirenderer is not installed; playing with %s", fluidsynth)
    return _from_wave(_by_fluidsynth(fluidsynth, midi, path))


@lru_cache(maxsize=2)
def _read_soundfont(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RenderError(f"The soundfont {path.name} cannot be read.") from error


def _by_midirenderer(midi: bytes, soundfont: Path) -> bytes:
    from midirenderer import render_wave_from  # not on every platform

    try:
        return bytes(render_wave_from(_read_soundfont(soundfont), midi))
    except (ValueError, RuntimeError) as error:
        raise RenderError(f"The tune could not be played with the soundfont {soundfont.name}.") from error


def _by_fluidsynth(fluidsynth: str, midi: bytes, soundfont: Path) -> bytes:
    with tempfile.TemporaryDirectory(prefix="lilt-") as folder:
        source, target = Path(folder, "tune.mid"), Path(folder, "tune.wav")
        source.write_bytes(midi)
        options = f"-n -i -q -g 0.5 -r {RATE} -T wav -O s16 -F".split()
        command = [fluidsynth, *options, str(target), str(soundfont), str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=FLUIDSYNTH_SECONDS)  # noqa: S603 - no shell, own file names
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise RenderError("fluidsynth could not play the tune.") from error


def _from_wave(content: bytes) -> Sound:
    with wave.open(io.BytesIO(content)) as source:
        channels, rate = source.getnchannels(), source.getframerate()
        frames = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
    mono = frames.reshape(-1, channels).mean(axis=1, dtype=np.float32) / np.float32(32768)
    return Sound(mono.astype(np.float32), rate)
