"""`python -m generator render`: the tunes of a file of ABC, MIDI or MusicXML as sound and sheet music."""

from __future__ import annotations

import argparse
import sys

from generator.cli.books import for_every_tune
from generator.cli.files import check_folder, read_tunes, write_files
from generator.compose.arranging import arrange
from generator.notation.reading.books.book import BookTune
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.request import PLAYING
from generator.tune import Rendering, slug


def run(arguments: argparse.Namespace) -> int:
    """Write each tune in each format, and print the paths: 0; 1 if some tunes cannot be rendered, 2 if none.

    Raises BadRequest.
    """
    given = {name: getattr(arguments, name) for name in PLAYING}
    playing = Playing(**{name: value for name, value in given.items() if value is not None})
    check_folder(arguments.out)
    book = read_tunes(arguments.file)
    stem = slug(arguments.file.stem)

    def make(tune: BookTune, count: int) -> tuple[str, Rendering]:
        abc = arrange(tune.text, instrument=playing.instrument, key=arguments.key, easier=arguments.simplify)
        name = stem if len(book.tunes) == 1 else f"{stem}-{count}"
        return name, render_abc(abc, playing, formats=arguments.formats)

    def write(made: tuple[str, Rendering]) -> None:
        name, rendering = made
        for path in write_files(arguments.out, rendering.named(name)):
            print(path)
        for notice in rendering.notices:
            print(notice, file=sys.stderr)

    return for_every_tune(book, make, write)
