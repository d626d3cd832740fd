from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from generator.arrangement.timeline import PlayedBar


def tempo_marks(
    bars: Sequence[PlayedBar], *, beat: Fraction, tempo: int, slows: bool
) -> tuple[tuple[Fraction, Fraction], ...]:
    return ((Fraction(0), beat * 4 * tempo),)
