"""Audio on the page: the bot's MP3 and WAV files, unchanged.

By default simcord converts an MP3 to Opus. That is slow, the result of version 3.2.1 does not play, and a
cover picture inside the MP3 is treated as a video.
"""

from __future__ import annotations

import io

import mutagen
from mutagen.mp3 import MP3
from mutagen.wave import WAVE
from simcord.preview._media import MediaInfo, MediaWorker

KINDS = {MP3: "audio/mpeg", WAVE: "audio/wav"}
"""What every browser can play."""


class AudioPassthrough(MediaWorker):
    """Checks pictures as simcord does, and passes audio through."""

    async def validate(self, key: str, blob: bytes, *, media_time: float | None = None) -> MediaInfo:
        return audio_info(blob) or await super().validate(key, blob, media_time=media_time)


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
