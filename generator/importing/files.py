"""A file that a person has, as ABC. Loads neither music21 nor mido before there is a file to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from generator.errors import BadRequest, NotationError
from generator.importing.unusable import Unusable
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_abc

Kind = Literal["midi", "musicxml", "mxl"]

LARGEST = 1024 * 1024
"""Bytes of a file. A tune has 2 to 200 KB."""
MOST_NOTICES = 6

_KINDS: dict[str, Kind] = {
    ".mid": "midi", ".midi": "midi", ".musicxml": "musicxml", ".xml": "musicxml", ".mxl": "mxl",
}  # fmt: skip
_BEGINNINGS: dict[bytes, Kind] = {
    b"MThd": "midi", b"PK\x03\x04": "mxl", b"<?xml": "musicxml", b"<score-": "musicxml",
    b"<!DOCTYPE score-": "musicxml",
}  # fmt: skip
_NAMES = {"midi": "MIDI", "musicxml": "MusicXML", "mxl": "compressed MusicXML"}


@dataclass(frozen=True, slots=True)
class Imported:
    """A file's melody as ABC. `notices`: what of the file was left out or guessed, a sentence each."""

    abc: str
    notices: tuple[str, ...]


def kind_of(name: str, content: bytes) -> Kind | None:
    """Which kind of music file this is, by its first bytes, else by its name; None for text such as ABC."""
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, kind in _BEGINNINGS.items():
        if start.startswith(beginning):
            return kind
    return _KINDS.get(PurePath(name).suffix.lower())


def read_file(name: str, content: bytes) -> Imported:
    """The melody of a file of music as ABC. Raises BadRequest, in a sentence, for what cannot be read.

    May take seconds and much memory for a hostile file, within the limits of each kind.
    """
    kind = kind_of(name, content)
    shown = PurePath(name).name
    if kind is None:
        raise BadRequest("file", shown, "it must be a MIDI file or MusicXML")
    if len(content) > LARGEST:
        raise BadRequest("file", shown, f"it is larger than {LARGEST // 1024} KiB")
    try:
        melody, notices = _read(kind, content)
        return _written(melody, PurePath(name).stem, notices)
    except Unusable as error:
        raise BadRequest("file", shown, f"as {_NAMES[kind]} {error}") from None


def _read(kind: Kind, content: bytes) -> tuple[Melody, list[str]]:
    if kind == "midi":
        from generator.importing.midi import read_midi

        return read_midi(content)
    from generator.importing.xml.musicxml import read_musicxml

    return read_musicxml(content, packed=kind == "mxl")


def _written(melody: Melody, stem: str, notices: list[str]) -> Imported:
    """The melody as ABC that reads as the same notes."""
    abc = write_abc(melody, title=melody.title or stem.replace("_", " "), chords=True)
    try:
        read_abc(abc)
    except NotationError as error:
        raise Unusable(f"it has something that ABC cannot say: {error.problem}") from None
    return Imported(abc, tuple(notices[:MOST_NOTICES]))
