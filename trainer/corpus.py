"""Where training tunes come from: the collections inside music21, or ABC files and folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from generator.errors import BadRequest
from generator.notation.reader import split_tunes

COLLECTIONS = ("airdsAirs", "oneills1850", "ryansMammoth", "miscFolk")
"""The fiddle and pipe tunes in music21's corpus, printed 1778-1903."""


@dataclass(frozen=True, slots=True)
class SourceTune:
    """One tune as found: `file` (within its source) and `line` say where."""

    collection: str
    file: str
    line: int
    text: str


def collection_folder(name: str) -> Path:
    """Where the installed music21 keeps a collection; music21 itself is not loaded (it takes seconds)."""
    return Path(str(distribution("music21").locate_file("music21"))) / "corpus" / name


def read_source(source: str) -> Iterator[SourceTune]:
    """The tunes of a collection's name, an ABC file or a folder of .abc files, in a fixed order.

    Raises BadRequest where there is no such source or a file cannot be read.
    """
    if source in COLLECTIONS:
        folder, label = collection_folder(source), source
    else:
        folder, label = Path(source), Path(source).stem
    if not _exists(folder):
        allowed = f"it must be a file, a folder or one of {', '.join(COLLECTIONS)}"
        raise BadRequest("source", source, allowed)
    files = sorted(folder.rglob("*.abc")) if folder.is_dir() else [folder]
    for file in files:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise BadRequest("source", file, f"it cannot be read ({error.strerror})") from None
        name = file.relative_to(folder).as_posix() if folder.is_dir() else file.name
        for line, text in split_tunes(_decode(raw)):
            yield SourceTune(label, name, line, text)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def _decode(raw: bytes) -> str:
    """UTF-8, or Latin-1 as older collections are; quoted-printable blanks (`=20`) are damage from e-mail."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("=20\n", "\n").replace("=20\r\n", "\n")
