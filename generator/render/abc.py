"""Renders ABC text: the work of a render process."""

from __future__ import annotations

from pathlib import Path

from generator.notation.reader import read_abc, split_tunes
from generator.playing import Playing
from generator.render.pipeline import render
from generator.tune import Rendering


def render_abc(
    abc: str, playing: Playing, *, formats: frozenset[str], soundfont: Path | None = None
) -> Rendering:
    """The tunes of the ABC, one after the other as one piece of music, in each format.

    Raises NotationError, BadRequest or RenderError.
    """
    melodies = [read_abc(tune) for _, tune in split_tunes(abc)] or [read_abc(abc)]
    return render(melodies, playing, formats=formats, abc=abc, soundfont=soundfont)


def warm_up(soundfont: Path | None) -> None:
    """Render a tune of one bar, so that the first real one finds everything loaded."""
    render_abc(_ONE_BAR, Playing(), formats=_ALL, soundfont=soundfont)


_ONE_BAR = "T:Warm-up\nM:6/8\nL:1/8\nK:D\ndfa|]\n"
_ALL = frozenset({"mp3", "png"})
