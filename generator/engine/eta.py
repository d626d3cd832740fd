"""How long it will take, by how long it took. Knows nothing of what takes so long."""

from __future__ import annotations

from collections import deque
from statistics import median

_RECENT = 25
"""Jobs that are remembered: enough for a steady median, few enough to follow a change of pace."""


class Pace:
    """The times of recent jobs, `at_once` of which run at a time."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._times: deque[float] = deque(maxlen=_RECENT)
        self._usual: float | None = None

    def took(self, seconds: float) -> None:
        """A job ran for so long."""
        self._times.append(seconds)
        self._usual = median(self._times)

    def seconds(self, position: int) -> float | None:
        """Until the job that waits at `position` (1 is next) is done, all places being taken.

        Places become free evenly, one every `median / at_once`; then the job runs for a median itself.
        """
        return None if self._usual is None else self._usual * (position / self._at_once + 1)
