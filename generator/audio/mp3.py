"""Audio files: MP3 with tags, by pydub and the ffmpeg of imageio-ffmpeg, and WAV. Knows nothing of tunes.

Samples become 16 bits block by block: of a long tune they are never in memory as floating-point numbers.
"""

from __future__ import annotations

import io
import warnings
import wave
from collections.abc import Iterator

import imageio_ffmpeg
import numpy as np
from mutagen.id3 import APIC, ID3, TIT2, TPE1, PictureType
from numpy.typing import NDArray

from generator.audio.sound import Sound
from generator.errors import RenderError

with warnings.catch_warnings():
    # pydub looks for ffmpeg on PATH while it is imported; the encoder is set for each export below.
    warnings.filterwarnings("ignore", message="Couldn't find ffmpeg or avconv", category=RuntimeWarning)
    # On Python 3.12 and newer it causes these two warnings.
    warnings.filterwarnings("ignore", message="'audioop' is deprecated", category=DeprecationWarning)
    warnings.filterwarnings("ignore", message="invalid escape sequence")
    from pydub import AudioSegment
    from pydub.exceptions import CouldntEncodeError

BITRATE = "128k"
RATE = "32000"
"""Samples a second, for sound up to 16 kHz; a 100,000th of the energy lies above 15 kHz. At 128 kb/s the
spectrum is closer to the original than with 48,000 (0.5, 1.1 and 1.1 dB off for fiddle, banjo and flute with
a band, against 0.6, 1.3 and 1.2), in three quarters of the time."""
LAME_LEVEL = "7"
"""Level 4 is closer (0.4 dB off) in more than twice the time; 8 and 9 are no faster. Nor are fewer bits."""

_OPTIONS = ["-ar", RATE, "-compression_level", LAME_LEVEL]
_CHANNELS = 2
_FULL_SCALE = 32767
_LAME_SCALE = 0.95
"""LAME turns everything down by this; it is turned up before, so that the MP3 is as loud as the WAV."""


def make_wav(sound: Sound) -> bytes:
    """16-bit WAV in stereo."""
    target = io.BytesIO()
    with wave.open(target, "wb") as writer:
        writer.setnchannels(_CHANNELS)
        writer.setsampwidth(2)
        writer.setframerate(sound.rate)
        writer.setnframes(len(sound))
        for block in _pcm(sound):
            writer.writeframesraw(block.data)
    return target.getvalue()


def make_mp3(sound: Sound, *, title: str, artist: str) -> bytes:
    """MP3 in joint stereo with ID3 tags."""
    frames, at = np.empty((len(sound), _CHANNELS), "<i2"), 0
    for block in _pcm(sound, 1 / _LAME_SCALE):
        frames[at : at + len(block)] = block
        at += len(block)
    view = frames.data.cast("B")  # bytes would be a copy
    segment = AudioSegment(data=view, sample_width=2, frame_rate=sound.rate, channels=_CHANNELS)
    target = io.BytesIO()
    try:
        segment.converter = imageio_ffmpeg.get_ffmpeg_exe()
        segment.export(target, format="mp3", bitrate=BITRATE, parameters=_OPTIONS)
    except (CouldntEncodeError, OSError, RuntimeError) as error:
        raise RenderError("The MP3 encoder (ffmpeg) failed.") from error
    tags = ID3()
    tags.add(TIT2(encoding=3, text=title))
    tags.add(TPE1(encoding=3, text=artist))
    return _tagged(target, tags)


def with_cover(mp3: bytes, cover: bytes) -> bytes:
    """The same MP3 with a PNG as its cover."""
    source = io.BytesIO(mp3)
    tags = ID3(source)
    tags.add(APIC(encoding=3, mime="image/png", type=PictureType.COVER_FRONT, desc="", data=cover))
    return _tagged(source, tags)


def _tagged(target: io.BytesIO, tags: ID3) -> bytes:
    target.seek(0)
    tags.save(target)
    return target.getvalue()


def _pcm(sound: Sound, gain: float = 1.0) -> Iterator[NDArray[np.int16]]:
    """16-bit little-endian samples, in blocks."""
    scale = np.float32(_FULL_SCALE * gain)
    for block in sound.blocks():
        block *= scale
        np.clip(block, -_FULL_SCALE, _FULL_SCALE, out=block)
        yield np.rint(block, out=block).astype("<i2")
