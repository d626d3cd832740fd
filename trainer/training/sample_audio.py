"""Renders the sample of each epoch as an MP3, so an admin can hear the model learn."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from generator.errors import NotationError, RenderError
from generator.playing import Playing
from generator.render.abc import render_abc

_FORMATS = frozenset({"mp3"})


def render_sample(file: Path) -> None:
    """Writes an MP3 beside an ABC file. If the file holds no tune, prints why, and training continues."""
    try:
        rendering = render_abc(file.read_text(), Playing(), formats=_FORMATS)
    except (NotationError, RenderError) as error:
        tqdm.write(f"{file.name} cannot be rendered: {error}", file=sys.stderr)
        return
    file.with_suffix(".mp3").write_bytes(rendering.files["mp3"])
