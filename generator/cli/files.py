"""Files of the command line: the ABC that it reads, and the folder that it writes to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.errors import BadRequest
from generator.notation.reading.books.book import Book, BookTune, read_book
from generator.notation.reading.books.encoding import NotTextError, decode

_LARGEST = 1_000_000


def check_folder(folder: Path) -> None:
    """Raises BadRequest if nothing can be written there. Creates nothing."""
    if folder.exists() and not folder.is_dir():
        raise BadRequest("out", folder, "it must be a folder")


def write_files(folder: Path, stem: str, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Write each format as `stem.format`; returns format -> path. Raises BadRequest if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = {name: folder / f"{stem}.{name}" for name in files}
        for name, content in files.items():
            paths[name].write_bytes(content)
    except OSError as error:
        raise BadRequest("out", folder, f"it cannot be written to ({error.strerror})") from None
    return paths


def read_tunes(path: Path) -> Book:
    """The tunes of an ABC file; one tune where none is found. Raises BadRequest for what is no ABC file."""
    allowed = "it must be a text file of ABC of at most 1 MB"
    try:
        if path.stat().st_size > _LARGEST:
            raise BadRequest("FILE.abc", path.name, allowed)
        text = decode(path.read_bytes())
    except FileNotFoundError:
        raise BadRequest("FILE.abc", path.name, "there is no such file") from None
    except (OSError, NotTextError):
        raise BadRequest("FILE.abc", path.name, allowed) from None
    if not text.strip():
        raise BadRequest("FILE.abc", path.name, "it must not be empty")
    book = read_book(text)
    return book if book.tunes else Book((BookTune.whole(text),), ())
