"""The page plays what the bot sent, as it was sent.

simcord would turn an MP3 into Opus first: that is slow, what comes out of version 3.2.1 does not play, and a
cover inside the MP3 it would take for a film.
"""

from __future__ import annotations

import io

import mutagen
from mutagen.mp3 import MP3
from mutagen.wave import WAVE
from simcord.preview._media import MediaInfo, MediaWorker

KINDS = {MP3: "audio/mpeg", WAVE: "audio/wav"}
"""What any browser plays by itself."""


class Sounds(MediaWorker):
    """Looks into pictures as simcord does, and lets sounds through."""

    async def validate(self, key: str, blob: bytes, *, media_time: float | None = None) -> MediaInfo:
        return sound(blob) or await super().validate(key, blob, media_time=media_time)


def sound(content: bytes) -> MediaInfo | None:
    """A sound as the page wants it described; None if this is none."""
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
