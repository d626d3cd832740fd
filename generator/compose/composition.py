"""What comes of composing: a tune, and how long each stage took. Knows no model, so it loads no torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.tune import Tune

BarProgress = Callable[[int, int], None]
"""Called in the event loop with the bar that is being written, and the number of bars."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A tune, and seconds per stage."""

    tune: Tune
    timings: Mapping[str, float]
