"""The files people download: tags, cover, WAV header."""

from __future__ import annotations

import io
import wave
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from mutagen.mp3 import MP3

from generator.audio.mp3 import make_mp3, make_wav, with_cover
from generator.audio.sound import Sound
from generator.errors import RenderError
from tests.generator.audio.measures import decode_stereo, loudness

_ANGLES = np.arange(48_000)[:, None] * np.array([0.05, 0.07])
TONE = Sound((0.3 * np.sin(_ANGLES)).astype(np.float32), 48_000)


def test_title_and_artist_are_in_the_tags() -> None:
    mp3 = MP3(io.BytesIO(make_mp3(TONE, title="Céilidh «Ende» ♪", artist="Lilt")))
    assert (str(mp3["TIT2"]), str(mp3["TPE1"])) == ("Céilidh «Ende» ♪", "Lilt")


def test_the_cover_is_in_the_tags() -> None:
    mp3 = MP3(io.BytesIO(with_cover(make_mp3(TONE, title="t", artist="a"), b"\x89PNG")))
    assert mp3["APIC:"].data == b"\x89PNG"


def test_without_a_picture_there_is_no_cover() -> None:
    assert "APIC:" not in MP3(io.BytesIO(make_mp3(TONE, title="t", artist="a")))


def test_the_mp3_is_in_stereo_and_as_long_as_the_sound() -> None:
    mp3 = MP3(io.BytesIO(make_mp3(TONE, title="t", artist="a")))
    info: Any = mp3.info
    assert info.channels == 2
    assert info.length == pytest.approx(1, abs=0.1)


def test_the_mp3_sounds_like_the_sound() -> None:
    decoded = decode_stereo(make_mp3(TONE, title="t", artist="a"))[: len(TONE.samples)]
    for channel in (0, 1):
        assert np.corrcoef(decoded[:, channel], TONE.samples[: len(decoded), channel])[0, 1] > 0.99


def test_the_mp3_is_as_loud_as_the_sound() -> None:
    decoded = decode_stereo(make_mp3(TONE, title="t", artist="a"))
    assert loudness(decoded) == pytest.approx(loudness(TONE.samples.astype(np.float64)), abs=0.1)


def test_the_same_sound_is_the_same_mp3() -> None:
    assert make_mp3(TONE, title="t", artist="a") == make_mp3(TONE, title="t", artist="a")


def test_the_wav_holds_every_sample() -> None:
    with wave.open(io.BytesIO(make_wav(TONE))) as reader:
        assert (reader.getnchannels(), reader.getsampwidth(), reader.getframerate()) == (2, 2, 48_000)
        got = np.frombuffer(reader.readframes(reader.getnframes()), dtype="<i2").reshape(-1, 2) / 32767
    assert np.max(np.abs(got - TONE.samples)) < 1e-4


def test_without_an_encoder_it_is_a_render_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: "/nowhere/ffmpeg")
    with pytest.raises(RenderError, match="encoder"):
        make_mp3(TONE, title="t", artist="a")
