"""Renders ABC text: the work of a render process."""

from __future__ import annotations

from pathlib import Path

from generator.instruments import DEFAULT_INSTRUMENT
from generator.notation.reader import read_abc, split_tunes
from generator.notation.tune_types import beat_of
from generator.render.medley import render_medley
from generator.render.pipeline import render
from generator.tune import Rendering


def render_abc(
    abc: str, *, instrument: str, tempo: int | None, formats: frozenset[str], soundfont: Path | None = None
) -> Rendering:
    """One tune in each format. `tempo` None: that of its Q: field, or the usual one of its type.

    Several tunes are a medley. Raises NotationError, BadRequest or RenderError.
    """
    tunes = [tune for _, tune in split_tunes(abc)]
    if len(tunes) > 1:
        melodies = [read_abc(tune) for tune in tunes]
        return render_medley(
            melodies, instrument=instrument, tempo=tempo, formats=formats, abc=abc, soundfont=soundfont
        )
    melody = read_abc(abc)
    beat, usual = melody.tempo or beat_of(melody.rhythm, melody.meter)
    return render(
        melody,
        title=melody.title,
        instrument=instrument,
        beat=beat,
        tempo=tempo or usual,
        formats=formats,
        abc=abc,
        soundfont=soundfont,
    )


def warm_up(soundfont: Path | None) -> None:
    """Render a tune of one bar, so that the first real one finds everything loaded."""
    render_abc(_ONE_BAR, instrument=DEFAULT_INSTRUMENT, tempo=None, formats=_ALL, soundfont=soundfont)


_ONE_BAR = "T:Warm-up\nM:6/8\nL:1/8\nK:D\ndfa|]\n"
_ALL = frozenset({"mp3", "png"})
