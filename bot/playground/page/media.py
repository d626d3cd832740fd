"""Sound and pictures on the page: the bot's MP3, WAV and PNG files, unchanged.

By default simcord converts an MP3 to Opus. That is slow, the result of version 3.2.1 does not play, and a
cover picture inside the MP3 is treated as a video. It checks each picture in a process of its own, one after
the other and again for each viewer: with twenty tunes in the channel commands wait for ten seconds.
"""

from __future__ import annotations

import io

import mutagen
from mutagen.mp3 import MP3
from mutagen.wave import WAVE
from PIL import Image
from simcord.preview._media import MediaInfo, MediaWorker

KINDS = {MP3: "audio/mpeg", WAVE: "audio/wav"}
"""What every browser can play."""


class MediaPassthrough(MediaWorker):
    """Passes sound and pictures through, and checks all else as simcord does."""

    async def validate(self, key: str, blob: bytes, *, media_time: float | None = None) -> MediaInfo:
        passed = picture_info(blob) or audio_info(blob)
        return passed or await super().validate(key, blob, media_time=media_time)


def picture_info(content: bytes) -> MediaInfo | None:
    """The description of a PNG picture for the page; None if this is not one, or one that moves."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            if getattr(picture, "is_animated", False):
                return None
            width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return MediaInfo(
        *("png", width, height, 1, 4 * width * height, content, "image/png"), transformation="preserved"
    )


def audio_info(content: bytes) -> MediaInfo | None:
    """The description of an audio file for the page; None if this is not one."""
    try:
        found = mutagen.File(io.BytesIO(content), KINDS)
    except mutagen.MutagenError:
        return None
    if found is None:
        return None
    name = type(found).__name__.lower()
    return MediaInfo(
        *(name, 0, 0, 0, len(content), content, KINDS[type(found)]),
        kind="audio",
        duration=found.info.length,
        source_codecs={"audio": name},
        display_codecs={"audio": name},
        transformation="preserved",
    )
