"""Makes samples audible, so that an admin hears the model learn."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from generator.errors import NotationError, RenderError
from generator.instruments import DEFAULT_INSTRUMENT
from generator.render.abc import render_abc

_FORMATS = frozenset({"mp3"})


def render_sample(file: Path) -> None:
    """An MP3 beside an ABC file; what is no tune stays silent, and training goes on."""
    try:
        rendering = render_abc(file.read_text(), instrument=DEFAULT_INSTRUMENT, tempo=None, formats=_FORMATS)
    except (NotationError, RenderError) as error:
        tqdm.write(f"{file.name} cannot be heard: {error}", file=sys.stderr)
        return
    file.with_suffix(".mp3").write_bytes(rendering.files["mp3"])
