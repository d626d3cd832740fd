"""When a waiting job will be done, estimated from the times of recent jobs."""

from __future__ import annotations

from collections import deque
from statistics import median

_RECENT = 25
"""Jobs that are remembered: enough for a steady median, few enough to follow a change of speed."""


class Eta:
    """The times of recent jobs, `at_once` of which run at a time."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._times: deque[float] = deque(maxlen=_RECENT)
        self._median: float | None = None

    def add(self, seconds: float) -> None:
        """A job ran for this long."""
        self._times.append(seconds)
        self._median = median(self._times)

    def seconds(self, position: int) -> float | None:
        """Until the job that waits at `position` (1 is next) is done, all places being taken.

        Places become free evenly, one every `median / at_once`; then the job runs for a median itself.
        """
        return None if self._median is None else self._median * (position / self._at_once + 1)
