"""The sources of training tunes: the collections inside music21, or ABC files, folders and pipes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from generator.errors import BadRequest
from generator.notation.reading.reader import split_tunes
from trainer.data.headings import headings_of

COLLECTIONS = ("airdsAirs", "oneills1850", "ryansMammoth", "miscFolk")
"""The fiddle and pipe tunes in music21's corpus, printed 1778-1903."""

PREPARED = Path("data/corpus")
"""Where `prepare` writes, and the other commands read, unless an option says otherwise."""

STDIN = "-"
_LABELLED = re.compile(r"([A-Za-z0-9_-]+)=(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceTune:
    """One tune as found, at `line` of `file` in the source labelled `label`.

    `collection` is the source's own name, whatever its label. `heading` is the last heading before it.
    """

    label: str
    collection: str
    file: str
    line: int
    text: str
    heading: str = ""

    def place(self, line: int = 1) -> str:
        """The place of a line of the tune: "label/file:line"."""
        return f"{self.label}/{self.file}:{self.line + line - 1}"


def collection_folder(name: str) -> Path:
    """The folder of a collection in the installed music21, found without loading music21."""
    return Path(str(distribution("music21").locate_file("music21"))) / "corpus" / name


def read_source(source: str) -> Iterator[SourceTune]:
    """The tunes of a source in a fixed order, labelled with its name.

    A source is a collection's name, an ABC file, a folder of .abc files or `-` for standard input;
    `LABEL=SOURCE` gives it another label. Raises BadRequest if there is no such source or a file
    cannot be read.
    """
    label, source = _split_label(source)
    if source == STDIN:
        yield from _tunes(label or "stdin", "stdin", "stdin", sys.stdin.buffer.read())
        return
    folder = collection_folder(source) if source in COLLECTIONS else Path(source)
    collection = source if source in COLLECTIONS else folder.stem
    if not _exists(folder):
        allowed = f"it must be a file, a folder, {STDIN} or one of {', '.join(COLLECTIONS)}"
        raise BadRequest("source", source, allowed)
    for file in sorted(folder.rglob("*.abc")) if folder.is_dir() else [folder]:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise BadRequest("source", file, f"it cannot be read ({error.strerror})") from None
        name = file.relative_to(folder).as_posix() if folder.is_dir() else file.name
        yield from _tunes(label or collection, collection, name, raw)


def _split_label(source: str) -> tuple[str, str]:
    """The label (maybe empty) and the source; a file whose name has a `=` is a source without a label."""
    match = _LABELLED.fullmatch(source)
    return (match[1], match[2]) if match and not _exists(Path(source)) else ("", source)


def _tunes(label: str, collection: str, file: str, raw: bytes) -> Iterator[SourceTune]:
    decoded = _decode(raw)
    headings = headings_of(decoded)
    for line, text in split_tunes(decoded):
        yield SourceTune(label, collection, file, line, text, headings[line])


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no file can have such a name
        return False


def _decode(raw: bytes) -> str:
    """Decodes UTF-8, or Latin-1 for older collections, and removes `=20`, left over from e-mail."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("=20\n", "\n").replace("=20\r\n", "\n")
