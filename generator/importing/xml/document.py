"""MusicXML as a tree, zipped or not, within limits: size, depth, elements; no entities of its own."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree as ET
from xml.parsers import expat

from generator.importing.unusable import Unusable

LARGEST = 4 * 1024 * 1024
"""Bytes, unpacked. A tune has 20 to 300 KB."""
MOST_ELEMENTS = 100_000
DEEPEST = 32
"""Elements inside each other: MusicXML needs ten."""
_MOST_FILES = 200
_CONTAINER = "META-INF/container.xml"
_DAMAGED = "it is damaged or cut short"


def unpacked(content: bytes) -> bytes:
    """The MusicXML in a zipped file (.mxl): what its container names, else the first of its documents.

    Raises Unusable.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > _MOST_FILES:
                raise Unusable(f"it has more than {_MOST_FILES} files in it")
            return _member(archive, _score_name(archive))
    except Unusable:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError):
        raise Unusable(_DAMAGED) from None


def _score_name(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if _CONTAINER in names:
        for file in parsed(_member(archive, _CONTAINER)).iter():
            if file.tag.rpartition("}")[2] == "rootfile" and file.get("full-path") in names:
                return str(file.get("full-path"))
    scores = [
        name for name in names if name.endswith((".xml", ".musicxml")) and not name.startswith("META-INF")
    ]
    if not scores:
        raise Unusable("there is no music in it")
    return scores[0]


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A file of the archive; no more of it is unpacked than the limit, whatever its size is said to be."""
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unusable("it is packed in a way that MusicXML does not have")  # which may have no limits
    with archive.open(name) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unusable(f"it is larger than {LARGEST // 2**20} MiB when unpacked")
    return content


def parsed(content: bytes) -> ET.Element:
    """The root of a document. Raises Unusable."""
    if len(content) > LARGEST:
        raise Unusable(f"it is larger than {LARGEST // 2**20} MiB")
    try:
        return _Parsing().parse(content)
    except Unusable:
        raise
    except (expat.ExpatError, ValueError, LookupError, AssertionError):
        raise Unusable(_DAMAGED) from None


class _Parsing:
    """Builds the tree, and counts."""

    def __init__(self) -> None:
        self._tree = ET.TreeBuilder()
        self._depth = self._elements = 0

    def parse(self, content: bytes) -> ET.Element:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._tree.data
        parser.EntityDeclHandler = self._entity
        parser.Parse(content, True)
        return self._tree.close()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST:
            raise Unusable("its elements are too deep inside each other")
        if self._elements > MOST_ELEMENTS:
            raise Unusable(f"it has more than {MOST_ELEMENTS} elements")
        self._tree.start(tag, attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._tree.end(tag)

    def _entity(self, *_: object) -> None:
        raise Unusable("it declares entities of its own")
