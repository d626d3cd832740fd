"""`python -m generator render`: the first tune of an ABC file as sound and picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.cli.files import check_folder, write_files
from generator.errors import BadRequest
from generator.instruments import INSTRUMENTS
from generator.notation.reader import split_tunes
from generator.tune import TEMPOS, slug

_LARGEST = 1_000_000


def read_file(path: Path) -> list[str]:
    """The tunes of an ABC file. Raises BadRequest for what is no such file."""
    allowed = "it must be a text file of ABC of at most 1 MB"
    try:
        if path.stat().st_size > _LARGEST:
            raise BadRequest("FILE.abc", path.name, allowed)
        text = path.read_text()
    except (OSError, UnicodeDecodeError):
        raise BadRequest("FILE.abc", path.name, allowed) from None
    tunes = [tune for _, tune in split_tunes(text)] or [text]
    if not text.strip():
        raise BadRequest("FILE.abc", path.name, "it must not be empty")
    return tunes


def render_file(arguments: argparse.Namespace) -> None:
    """Write each tune of the file in each format. Raises NotationError with the place of what is no ABC."""
    from generator.render.abc import render_abc

    if arguments.instrument not in INSTRUMENTS:
        raise BadRequest("instrument", arguments.instrument, "it must be one of " + ", ".join(INSTRUMENTS))
    low, high = TEMPOS
    if arguments.tempo is not None and not low <= arguments.tempo <= high:
        raise BadRequest("tempo", arguments.tempo, f"it must be a number from {low} to {high}")
    check_folder(arguments.out)
    tunes = read_file(arguments.file)
    stem = slug(arguments.file.stem)
    for number, abc in enumerate(tunes, 1):
        rendering = render_abc(
            abc, instrument=arguments.instrument, tempo=arguments.tempo, formats=arguments.formats
        )
        name = stem if len(tunes) == 1 else f"{stem}-{number}"
        for path in write_files(arguments.out, name, rendering.files).values():
            print(path)
