"""Files of the command line: the music that it reads, and the folder that it writes to."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping
from itertools import count, takewhile
from pathlib import Path

from generator.errors import BadRequest
from generator.importing.files import LARGEST, kind_of, read_file
from generator.model.folders import write_atomically
from generator.notation.reading.books.book import Book, whole_book
from generator.notation.reading.books.encoding import NotTextError, decode, unknown_charset

_LARGEST = 1_000_000
"""Bytes of a text."""
_ALLOWED = "it must be ABC (a text of at most 1 MB), MIDI or MusicXML"


def check_folder(folder: Path) -> None:
    """Raises BadRequest if nothing can be written there. Creates nothing."""
    if folder.exists() and not folder.is_dir():
        raise BadRequest("out", folder, "it must be a folder")


def check_keeps(source: Path, folder: Path, names: Iterable[str]) -> None:
    """Raises BadRequest if a file with one of these names in the folder is the one that is read."""
    for name in names:
        target = folder / name
        if target.exists() and target.samefile(source):
            raise BadRequest("out", folder, f"{name} is the file that is read, and would be lost")


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write each file under its name; returns their paths. Raises BadRequest if that fails.

    What cannot be written whole is not written at all, and an earlier file of that name stays as it is.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest("out", folder, f"the folder cannot be made ({error.strerror})") from None
    for name, content in files.items():
        try:
            write_atomically(folder / name, content)
        except OSError as error:
            raise BadRequest("out", folder, f"{name} cannot be written ({error.strerror})") from None
    return [folder / name for name in files]


def say_older_pages(folder: Path, stem: str, written: Collection[str]) -> None:
    """Say on standard error which files of a folder look like pages of a score that has fewer or more now.

    They stay: they may be somebody's own. `written`: the names of the files of this stem that were written.
    """
    if not any(name.endswith(".png") for name in written):
        return
    numbered = (f"{stem}-{number}.png" for number in count(1))
    existing = takewhile(lambda name: (folder / name).exists(), numbered)
    names = [name for name in (f"{stem}.png", *existing) if name not in written and (folder / name).exists()]
    if names:
        which = "looks like an older page" if len(names) == 1 else "look like older pages"
        there = f"{', '.join(names)} in {folder}"
        print(f"{there} {which} of this score; Lilt does not delete files.", file=sys.stderr)


def read_tunes(path: Path) -> Book:
    """The tunes of a file of ABC, one tune where none is found, or the melody of MIDI or MusicXML.

    What is left out of a melody is printed to standard error. Raises BadRequest for any other file.
    """
    content = _content(path)
    if kind_of(path.name, content) is not None:
        imported = read_file(path.name, content)
        for notice in imported.notices:
            print(notice, file=sys.stderr)
        return whole_book(imported.abc)
    try:
        if len(content) <= _LARGEST:
            if said := unknown_charset(content):
                print(said, file=sys.stderr)
            return whole_book(decode(content))
    except NotTextError as error:
        raise BadRequest("file", path.name, f"it seems to be {error}; {_ALLOWED}") from None
    raise BadRequest("file", path.name, _ALLOWED)


def _content(path: Path) -> bytes:
    """A byte more of a file than one may have. Raises BadRequest for one that is empty or missing."""
    if path.is_dir():
        raise BadRequest("file", path, "it is a folder; give a file of ABC, MIDI or MusicXML")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadRequest("file", path.name, "there is no such file") from None
    except OSError:
        raise BadRequest("file", path.name, _ALLOWED) from None
    if not content.strip():
        raise BadRequest("file", path.name, "it is empty")
    return content
