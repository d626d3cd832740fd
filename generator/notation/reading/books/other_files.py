"""Files that people take for tunes: what they are called, by their first bytes or their names."""

from __future__ import annotations

from pathlib import PurePath

_BEGINNINGS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"%PDF-": "a PDF",
    b"ID3": "an MP3 recording",
    b"\xff\xfb": "an MP3 recording",
    b"\xff\xf3": "an MP3 recording",
    b"OggS": "an Ogg recording",
    b"fLaC": "a FLAC recording",
    b"\x1f\x8b": "an archive",
    b"7z\xbc\xaf\x27\x1c": "an archive",
    b"Rar!\x1a\x07": "an archive",
    b"\xd0\xcf\x11\xe0": "an Office document",
}
_IN_RIFF = {
    b"WAVE": "a WAV recording",
    b"WEBP": "a WebP picture",
    b"AVI ": "a video",
    b"RMID": "an RMID file",
}
_ENDINGS = {
    ".png": "a PNG picture",
    ".jpg": "a JPEG picture",
    ".jpeg": "a JPEG picture",
    ".gif": "a GIF picture",
    ".webp": "a WebP picture",
    ".heic": "a HEIC picture",
    ".pdf": "a PDF",
    ".mp3": "an MP3 recording",
    ".wav": "a WAV recording",
    ".ogg": "an Ogg recording",
    ".flac": "a FLAC recording",
    ".m4a": "an M4A recording",
    ".mp4": "a video",
    ".mov": "a video",
    ".zip": "an archive",
}


def kind_by_beginning(content: bytes) -> str:
    """ "a PNG picture"; "" where the bytes begin like no such file."""
    if content.startswith(b"RIFF"):
        return _IN_RIFF.get(content[8:12], "")
    if content[4:8] == b"ftyp":
        return "a video or an M4A recording"
    return next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), "")


def kind_by_name(name: str) -> str:
    """As `kind_by_beginning`, by a file's name: before there are any bytes of it."""
    return _ENDINGS.get(PurePath(name).suffix.lower(), "")
