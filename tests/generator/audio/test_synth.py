"""The synthesizers, and what is done without one. This fluidsynth is a script that notes its arguments."""

from __future__ import annotations

import logging
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from generator.errors import RenderError
from generator.instruments import INSTRUMENTS
from generator.render import synth
from generator.render.midi import make_midi
from generator.render.mp3 import make_wav
from generator.render.synth import Sound, default_soundfont, synthesise
from tests.generator.render.tunes import SCALE, tune

MIDI = make_midi(tune(SCALE), INSTRUMENTS["fiddle"], Fraction(1, 4), 120)
TONE = make_wav(Sound(np.full(480, 0.5, dtype=np.float32), 48_000))


@pytest.fixture
def fluidsynth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without midirenderer, with an empty PATH for the test to put a fluidsynth on."""
    monkeypatch.setattr(synth, "find_spec", lambda name: None if name == "midirenderer" else find_spec(name))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "fluidsynth"


def put(path: Path, script: str) -> None:
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)


def test_the_default_soundfont_is_installed() -> None:
    assert default_soundfont().read_bytes()[:4] == b"RIFF"


def test_a_scale_is_heard() -> None:
    sound = synthesise(MIDI)
    assert sound.rate == synth.RATE
    assert 4 < sound.seconds < 8
    assert np.max(np.abs(sound.samples)) > 0.01


def test_a_soundfont_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"gone\.sf2"):
        synthesise(MIDI, tmp_path / "gone.sf2")


def test_a_file_that_is_no_soundfont_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.sf2").write_bytes(b"nothing of the kind")
    with pytest.raises(RenderError, match=r"bad\.sf2"):
        synthesise(MIDI, tmp_path / "bad.sf2")


def test_without_midirenderer_fluidsynth_plays(
    fluidsynth: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "tone.wav").write_bytes(TONE)
    copy = f'while [ "$1" != -F ]; do shift; done; /bin/cp {tmp_path}/tone.wav "$2"'
    put(fluidsynth, f'echo "$@" > {tmp_path}/arguments\n{copy}')
    with caplog.at_level(logging.INFO):
        sound = synthesise(MIDI)
    arguments = (tmp_path / "arguments").read_text().split()
    assert len(sound.samples) == 480
    assert arguments[-2] == str(default_soundfont())
    assert "fluidsynth" in caplog.text


def test_a_fluidsynth_that_fails_is_a_render_error(fluidsynth: Path) -> None:
    put(fluidsynth, "exit 3")
    with pytest.raises(RenderError, match="fluidsynth"):
        synthesise(MIDI)


@pytest.mark.usefixtures("fluidsynth")
def test_no_synthesizer_at_all_is_a_render_error() -> None:
    with pytest.raises(RenderError, match="no synthesizer"):
        synthesise(MIDI)
