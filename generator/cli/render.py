"""`python -m generator render`: the tunes of a file of ABC, MIDI or MusicXML as sound and sheet music."""

from __future__ import annotations

import argparse
import sys

from generator.audio.soundfont_check import check_soundfont
from generator.cli.books import for_every_tune
from generator.cli.files import check_folder, check_keeps, read_tunes, write_files
from generator.compose.arranging import arrange
from generator.compose.medley import numbered
from generator.errors import BadRequest
from generator.notation.reading.books.book import Book, BookTune
from generator.notation.reading.reader import read_abc
from generator.playing import Playing
from generator.practice_text import read_practice, said_in_text
from generator.render.abc import render_abc
from generator.render.pipeline import OF_BOOKS
from generator.request import PLAYING
from generator.tune import Rendering, slug, stem_with

HEARD = ("mid", "mp3", "wav")
"""The formats that a practice changes. The others are those of the tune, and have its name."""


def run(arguments: argparse.Namespace) -> int:
    """Write each tune in each format, and print the paths: 0; 1 if some tunes cannot be rendered, 2 if none.

    Raises BadRequest, or SoundfontError for a soundfont that cannot play.
    """
    given = {name: getattr(arguments, name) for name in PLAYING}
    given = {name: value for name, value in given.items() if value is not None}
    practice = None if arguments.practice is None else read_practice(arguments.practice)
    if practice and arguments.formats.isdisjoint(HEARD):
        raise BadRequest("practice", arguments.practice, f"it can only be heard, as {', '.join(HEARD)}")
    playing = Playing(**given, practice=practice)
    check_folder(arguments.out)
    if arguments.soundfont is not None:
        check_soundfont(arguments.soundfont)
    book = read_tunes(arguments.file)
    stem = slug(arguments.file.stem)
    unpractised = arguments.formats - set(HEARD) if practice else arguments.formats
    check_keeps(arguments.file, arguments.out, [f"{stem}.{form}" for form in unpractised])
    if playing.book is not None:
        return _write_book(book, playing, arguments)

    def make(tune: BookTune, count: int) -> tuple[str, Rendering]:
        abc = arrange(tune.text, instrument=playing.instrument, key=arguments.key, easier=arguments.simplify)
        number = "" if len(book.tunes) == 1 else str(count)
        try:
            return number, render_abc(abc, playing, formats=arguments.formats, soundfont=arguments.soundfont)
        except BadRequest as error:
            raise said_in_text(error) from None

    def write(made: tuple[str, Rendering]) -> None:
        number, rendering = made
        name = f"{stem}-{number}" if number else stem
        practised = stem_with(stem, f"{number} {playing.practice_name}") if practice else name
        named = rendering.named(name, dict.fromkeys(HEARD, practised))
        for path in write_files(arguments.out, named):
            print(path)
        for notice in rendering.notices:
            print(notice, file=sys.stderr)

    return for_every_tune(book, make, write)


def _write_book(book: Book, playing: Playing, arguments: argparse.Namespace) -> int:
    """All tunes that can be read in one file of each format. Raises BadRequest and RenderError."""
    for name in sorted(arguments.formats - OF_BOOKS):
        raise BadRequest("formats", name, "a book is written as " + " or ".join(sorted(OF_BOOKS)))
    tunes: list[str] = []

    def make(tune: BookTune, count: int) -> str:
        abc = arrange(tune.text, instrument=playing.instrument, key=arguments.key, easier=arguments.simplify)
        read_abc(abc)
        return numbered(abc, count)

    code = for_every_tune(book, make, tunes.append)
    if tunes:
        rendering = render_abc("\n".join(tunes), playing, formats=arguments.formats)
        for path in write_files(arguments.out, rendering.named(slug(arguments.file.stem))):
            print(path)
    return code
