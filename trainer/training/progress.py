"""Progress of a training run: the share that is done, its speed, and the time left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """`total` steps are planned, in at most `minutes`; `before`: seconds before the run was resumed."""

    total: int
    minutes: float | None = None
    before: float = 0.0
    step: int = 0
    characters: int = 0
    _started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds of training and scoring, including those before the run was resumed."""
        return self.before + time.monotonic() - self._started

    @property
    def share(self) -> float:
        """How much is done, 0..1: the share of the steps or of the time allowed, whichever is greater.

        Without a time limit it does not depend on the clock, and so the weights do not either.
        """
        by_time = self.seconds / (60 * self.minutes) if self.minutes else 0.0
        return min(1.0, max(self.step / self.total, by_time))

    @property
    def seconds_left(self) -> float:
        """Seconds until the end at the same speed; early stopping may end the run sooner."""
        return self.seconds * (1 - self.share) / self.share if self.share else 0.0

    @property
    def speed(self) -> float:
        """Characters trained on per second."""
        return self.characters / self.seconds
