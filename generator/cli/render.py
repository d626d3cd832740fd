"""`python -m generator render`: the first tune of an ABC file as sound and picture."""

from __future__ import annotations

import argparse

from generator.cli.files import check_folder, read_tunes, write_files
from generator.compose.arranging import arranged
from generator.errors import BadRequest
from generator.instruments import INSTRUMENTS
from generator.tune import TEMPOS, slug


def render_file(arguments: argparse.Namespace) -> None:
    """Write each tune of the file in each format. Raises NotationError with the place of what is no ABC."""
    from generator.render.abc import render_abc

    if arguments.instrument not in INSTRUMENTS:
        raise BadRequest("instrument", arguments.instrument, "it must be one of " + ", ".join(INSTRUMENTS))
    low, high = TEMPOS
    if arguments.tempo is not None and not low <= arguments.tempo <= high:
        raise BadRequest("tempo", arguments.tempo, f"it must be a number from {low} to {high}")
    check_folder(arguments.out)
    tunes = read_tunes(arguments.file)
    stem = slug(arguments.file.stem)
    for number, abc in enumerate(tunes, 1):
        rendering = render_abc(
            arranged(abc, instrument=arguments.instrument, key=arguments.key, easier=arguments.simplify),
            instrument=arguments.instrument,
            tempo=arguments.tempo,
            formats=arguments.formats,
        )
        name = stem if len(tunes) == 1 else f"{stem}-{number}"
        for path in write_files(arguments.out, name, rendering.files).values():
            print(path)
