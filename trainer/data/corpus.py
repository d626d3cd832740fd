"""The sources of training tunes: the collections inside music21, or ABC files, folders and pipes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from generator.errors import BadRequest
from generator.notation.reading.books.book import BookTune, split_tunes
from generator.notation.reading.books.encoding import NotTextError, decode
from trainer.data.headings import headings_of

COLLECTIONS = ("airdsAirs", "oneills1850", "ryansMammoth", "miscFolk")
"""The fiddle and pipe tunes in music21's corpus, printed 1778-1903."""

PREPARED = Path("data/corpus")
"""Where `prepare` writes, and the other commands read, unless an option says otherwise."""

STDIN = "-"
_LABELLED = re.compile(r"([A-Za-z0-9_-]+)=(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceTune:
    """One tune as found in `file` of the source labelled `label`.

    `collection` is the source's own name, whatever its label. `heading` is the last heading before it.
    """

    label: str
    collection: str
    file: str
    tune: BookTune
    heading: str = ""

    @property
    def text(self) -> str:
        """The ABC, with what the file's header says for it."""
        return self.tune.text

    @property
    def place(self) -> str:
        """Where the tune begins: "label/file:line"."""
        return self.place_of(self.tune.line)

    def place_of(self, line: int) -> str:
        """The place of a line of the file."""
        return f"{self.label}/{self.file}:{line}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, `name` as in "label/file", and its tunes."""

    name: str
    tunes: tuple[SourceTune, ...]


def collection_folder(name: str) -> Path:
    """The folder of a collection in the installed music21, found without loading music21."""
    return Path(str(distribution("music21").locate_file("music21"))) / "corpus" / name


def read_source(source: str) -> Iterator[SourceTune]:
    """The tunes of a source in a fixed order; see `read_files`."""
    return (tune for file in read_files(source) for tune in file.tunes)


def read_files(source: str) -> Iterator[SourceFile]:
    """The files of a source in a fixed order, with their tunes, labelled with its name.

    A source is a collection's name, an ABC file, a folder of .abc files or `-` for standard input;
    `LABEL=SOURCE` gives it another label. Raises BadRequest if there is no such source or a file
    cannot be read.
    """
    label, source = _split_label(source)
    if source == STDIN:
        yield _file(label or "stdin", "stdin", "stdin", sys.stdin.buffer.read())
        return
    folder = collection_folder(source) if source in COLLECTIONS else Path(source)
    collection = source if source in COLLECTIONS else folder.stem
    if not _exists(folder):
        allowed = f"it must be a file, a folder, {STDIN} or one of {', '.join(COLLECTIONS)}"
        raise BadRequest("source", source, allowed)
    for file in _abc_files(folder) if folder.is_dir() else [folder]:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise BadRequest("source", file, f"it cannot be read ({error.strerror})") from None
        name = file.relative_to(folder).as_posix() if folder.is_dir() else file.name
        yield _file(label or collection, collection, name, raw)


def _abc_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() == ".abc" and file.is_file())


def _split_label(source: str) -> tuple[str, str]:
    """The label (maybe empty) and the source; a file whose name has a `=` is a source without a label."""
    match = _LABELLED.fullmatch(source)
    return (match[1], match[2]) if match and not _exists(Path(source)) else ("", source)


def _file(label: str, collection: str, file: str, raw: bytes) -> SourceFile:
    try:
        text = decode(raw)
    except NotTextError:
        return SourceFile(f"{label}/{file}", ())
    tunes = list(split_tunes(text))
    headings = headings_of(text, {tune.line for tune in tunes})
    return SourceFile(
        f"{label}/{file}",
        tuple(SourceTune(label, collection, file, tune, headings[tune.line]) for tune in tunes),
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no file can have such a name
        return False
