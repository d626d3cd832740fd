"""`python -m generator render`: every tune of an ABC file as sound and sheet music."""

from __future__ import annotations

import argparse

from generator.cli.files import check_folder, read_tunes, write_files
from generator.compose.arranging import arrange
from generator.errors import BadRequest
from generator.instruments import INSTRUMENTS
from generator.render.abc import render_abc
from generator.tune import TEMPOS, slug


def run(arguments: argparse.Namespace) -> None:
    """Write each tune in each format, and print the paths. Raises BadRequest, NotationError, RenderError."""
    _check_options(arguments)
    tunes = read_tunes(arguments.file)
    stem = slug(arguments.file.stem)
    for number, abc in enumerate(tunes, 1):
        rendering = render_abc(
            arrange(abc, instrument=arguments.instrument, key=arguments.key, easier=arguments.simplify),
            instrument=arguments.instrument,
            tempo=arguments.tempo,
            formats=arguments.formats,
        )
        name = stem if len(tunes) == 1 else f"{stem}-{number}"
        for path in write_files(arguments.out, name, rendering.files).values():
            print(path)


def _check_options(arguments: argparse.Namespace) -> None:
    if arguments.instrument not in INSTRUMENTS:
        raise BadRequest("instrument", arguments.instrument, "it must be one of " + ", ".join(INSTRUMENTS))
    low, high = TEMPOS
    if arguments.tempo is not None and not low <= arguments.tempo <= high:
        raise BadRequest("tempo", arguments.tempo, f"it must be a number from {low} to {high}")
    check_folder(arguments.out)
