"""The synthesizers, and what is done without one. This fluidsynth is a script that notes its arguments."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from generator.audio import synth
from generator.audio.mp3 import make_wav
from generator.audio.sound import Sound
from generator.audio.soundfonts import presets_file
from generator.audio.stretches import RATE
from generator.audio.synth import synthesise
from generator.errors import RenderError
from tests.generator.audio.band import melody, midi, performance

MIDI = midi(performance(melody("fiddle", 2)))
SOUNDFONT = presets_file(None, frozenset({(0, 40)}))
TONE = make_wav(Sound(np.full((480, 2), 0.5, dtype=np.float32), 48_000))


@pytest.fixture
def fluidsynth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without midirenderer, with an empty PATH for the test to put a fluidsynth on."""
    monkeypatch.setattr(synth, "find_spec", lambda name: None if name == "midirenderer" else find_spec(name))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "fluidsynth"


def put(path: Path, script: str) -> None:
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)


def test_music_is_heard_in_stereo() -> None:
    sound = synthesise(MIDI, SOUNDFONT)
    assert sound.rate == RATE
    assert 3.5 < sound.seconds < 5
    assert sound.samples.shape[1] == 2
    assert sound.samples.dtype == np.float32
    assert np.max(np.abs(sound.samples)) > 0.01


def test_what_is_no_soundfont_is_refused() -> None:
    with pytest.raises(RenderError, match="soundfont"):
        synthesise(MIDI, b"nothing of the kind")


def test_without_midirenderer_fluidsynth_plays(
    fluidsynth: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "tone.wav").write_bytes(TONE)
    skip = 'while [ "$1" != -F ]; do shift; done'
    put(fluidsynth, f'{skip}; /bin/cp {tmp_path}/tone.wav "$2"; /bin/cp "$3" {tmp_path}/used')
    with caplog.at_level(logging.INFO):
        sound = synthesise(MIDI, SOUNDFONT)
    assert sound.samples.shape == (480, 2)
    assert (tmp_path / "used").read_bytes() == SOUNDFONT
    assert "fluidsynth" in caplog.text


def test_a_fluidsynth_that_fails_is_a_render_error(fluidsynth: Path) -> None:
    put(fluidsynth, "exit 3")
    with pytest.raises(RenderError, match="fluidsynth"):
        synthesise(MIDI, SOUNDFONT)


@pytest.mark.usefixtures("fluidsynth")
def test_no_synthesizer_at_all_is_a_render_error() -> None:
    with pytest.raises(RenderError, match="no synthesizer"):
        synthesise(MIDI, SOUNDFONT)
