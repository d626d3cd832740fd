"""`python -m generator render`: every tune of an ABC file as sound and sheet music."""

from __future__ import annotations

import argparse

from generator.cli.files import check_folder, read_tunes, write_files
from generator.compose.arranging import arrange
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.request import PLAYING
from generator.tune import slug


def run(arguments: argparse.Namespace) -> None:
    """Write each tune in each format, and print the paths. Raises BadRequest, NotationError, RenderError."""
    given = {name: getattr(arguments, name) for name in PLAYING}
    playing = Playing(**{name: value for name, value in given.items() if value is not None})
    check_folder(arguments.out)
    tunes = read_tunes(arguments.file)
    stem = slug(arguments.file.stem)
    for number, abc in enumerate(tunes, 1):
        rendering = render_abc(
            arrange(abc, instrument=playing.instrument, key=arguments.key, easier=arguments.simplify),
            playing,
            formats=arguments.formats,
        )
        name = stem if len(tunes) == 1 else f"{stem}-{number}"
        for path in write_files(arguments.out, name, rendering.files).values():
            print(path)
