"""Lines of tones for the tests, from ABC, and a chance that is always the same."""

from __future__ import annotations

from random import Random

from generator.arrangement.expression.line import Tone, line_of
from generator.arrangement.timeline import timeline
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc


def tune(body: str, *, rhythm: str = "reel", meter: str = "4/4", key: str = "D") -> Melody:
    return read_abc(f"X:1\nR:{rhythm}\nM:{meter}\nL:1/8\nK:{key}\n{body}")


def line(melody: Melody, times: int = 1) -> list[Tone]:
    return line_of(timeline(melody, times))


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - music, not secrets
