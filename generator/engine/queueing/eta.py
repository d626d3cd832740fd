"""The estimated time until a waiting job is done, from the times of recent jobs."""

from __future__ import annotations

from collections import deque
from statistics import median

_RECENT = 25
"""Jobs that count: enough for a steady median, few enough to follow a change of speed."""


class Eta:
    """Estimates from the times of recent jobs, of which `at_once` run at the same time; with 0, none."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._times: deque[float] = deque(maxlen=_RECENT)
        self._median: float | None = None

    def add(self, seconds: float) -> None:
        """Add the time of a finished job."""
        self._times.append(seconds)
        self._median = median(self._times)

    def seconds(self, position: int) -> float | None:
        """Seconds until the job at `position` (1 is next) is done, if as many jobs run as can.

        A running job ends every `median / at_once` seconds; then the job runs for `median` seconds itself.
        """
        if self._median is None or not self.at_once:
            return None
        return self._median * (position / self.at_once + 1)
