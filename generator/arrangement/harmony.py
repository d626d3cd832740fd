from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.notation.melody import Melody


@dataclass(frozen=True, slots=True)
class Harmony:
    bars: tuple[tuple[tuple[Fraction, Any], ...], ...]


def harmonise(melody: Melody) -> Harmony:
    return Harmony(tuple(((Fraction(0), None),) for _ in melody.bars))
