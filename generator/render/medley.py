"""Several melodies one after the other: one sound without a gap, one picture.

A melody that follows itself is played again and printed once. Knows nothing of ABC text.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from generator.instruments import INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.tune_types import beat_of
from generator.render.midi import Turn, midi_of
from generator.render.pipeline import made, music_seconds
from generator.render.score import make_scores
from generator.tune import Rendering

_TIMES = {1: "", 2: "twice", 3: "three times"}


def render_medley(
    melodies: Sequence[Melody],
    *,
    instrument: str,
    tempo: int | None,
    formats: frozenset[str],
    abc: str = "",
    soundfont: Path | None = None,
) -> Rendering:
    """The melodies in the order in which they are played. `tempo` None: each as it says itself.

    Raises BadRequest, RenderError.
    """
    turns = [Turn(melody, *_pace(melody, tempo)) for melody in melodies]
    groups = [(melody, len(list(times))) for melody, times in groupby(melodies)]
    return made(
        formats,
        seconds=music_seconds([(turn.melody, turn.beat, turn.tempo) for turn in turns]),
        title=" / ".join(melody.title for melody, _ in groups),
        midi=lambda: midi_of(turns, INSTRUMENTS[instrument]),
        score=lambda: make_scores([(melody, _heading(melody, times)) for melody, times in groups]),
        abc=abc,
        soundfont=soundfont,
    )


def _pace(melody: Melody, tempo: int | None) -> tuple[Fraction, int]:
    beat, usual = melody.tempo or beat_of(melody.rhythm, melody.meter)
    return beat, tempo or usual


def _heading(melody: Melody, times: int) -> str:
    again = _TIMES.get(times, f"{times} times")
    return f"{melody.title} ({again})" if again else melody.title
