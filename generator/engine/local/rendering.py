"""What a render process does. Its libraries are loaded there only; the process of the engine needs none."""

from __future__ import annotations

from pathlib import Path

from generator.playing import Playing
from generator.tune import Rendering


def render_tune(
    abc: str, playing: Playing, *, formats: frozenset[str], soundfont: Path | None = None
) -> Rendering:
    """`render_abc`, which has the same arguments and errors."""
    from generator.render.abc import render_abc  # music21 and verovio: 100 MB

    return render_abc(abc, playing, formats=formats, soundfont=soundfont)


def warm_up(soundfont: Path | None) -> None:
    """Load everything, so that the first tune does not wait for it."""
    from generator.render import abc

    abc.warm_up(soundfont)
