"""A medley: several melodies one after the other, as one sound without a gap and one picture.

A melody that follows itself is played twice and printed once. Knows nothing of ABC text.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from generator.instruments import INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.tune_types import beat_of
from generator.render.midi import TimedMelody, make_medley_midi
from generator.render.pipeline import music_seconds, render_files
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
    """The melodies in the order in which they are played. `tempo` None: each at its own.

    Raises BadRequest, RenderError.
    """
    timed = [TimedMelody(melody, *_beat_and_tempo(melody, tempo)) for melody in melodies]
    groups = [(melody, len(list(times))) for melody, times in groupby(melodies)]
    return render_files(
        formats,
        seconds=music_seconds([(one.melody, one.beat, one.tempo) for one in timed]),
        title=" / ".join(melody.title for melody, _ in groups),
        midi=lambda: make_medley_midi(timed, INSTRUMENTS[instrument]),
        score=lambda: make_scores([(melody, _heading(melody, times)) for melody, times in groups]),
        abc=abc,
        soundfont=soundfont,
    )


def _beat_and_tempo(melody: Melody, tempo: int | None) -> tuple[Fraction, int]:
    beat, usual = melody.tempo or beat_of(melody.rhythm, melody.meter)
    return beat, tempo or usual


def _heading(melody: Melody, times: int) -> str:
    repeats = _TIMES.get(times, f"{times} times")
    return f"{melody.title} ({repeats})" if repeats else melody.title
