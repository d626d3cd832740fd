"""How far a training run is, and how long it will take."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """`total` steps are planned, in `minutes` at the most; `before` are seconds of earlier sittings."""

    total: int
    minutes: float | None = None
    before: float = 0.0
    step: int = 0
    characters: int = 0
    _started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Of training and scoring, all sittings together."""
        return self.before + time.monotonic() - self._started

    @property
    def share(self) -> float:
        """How much of the plan is done, by steps or by the time allowed, whichever is further: 0..1.

        Without a limit of time it is the same in every run, and so are the weights.
        """
        by_time = self.seconds / (60 * self.minutes) if self.minutes else 0.0
        return min(1.0, max(self.step / self.total, by_time))

    @property
    def seconds_left(self) -> float:
        """Until the plan is done, if it goes on as fast; early stopping may end it sooner."""
        return self.seconds * (1 - self.share) / self.share if self.share else 0.0

    @property
    def speed(self) -> float:
        """Characters per second."""
        return self.characters / self.seconds
