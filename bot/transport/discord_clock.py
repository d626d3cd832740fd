"""The time, by Discord's clock as soon as it is known: a machine's own clock may be wrong, or set back.

Interactions, their tokens and messages are dated by Discord. Its clock comes with every answer, and goes on
by a clock that cannot be set. Knows nothing of what is timed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import aiohttp

log = logging.getLogger(__name__)

WRONG_SECONDS = 300.0
"""By how much the machine's clock may be wrong before the log says so."""


class DiscordClock:
    """`wall` tells the machine's time, in seconds since 1970, and `monotonic` seconds since some moment."""

    def __init__(
        self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset: float | None = None
        self._warned = False

    @property
    def is_known(self) -> bool:
        """Whether Discord has said what the time is."""
        return self._offset is not None

    def now(self) -> float:
        """Seconds since 1970; the machine's, while Discord's are not known."""
        return self._wall() if self._offset is None else self._monotonic() + self._offset

    def learn(self, response: aiohttp.ClientResponse) -> None:
        """Take the time from an answer of Discord's. A page of something else does not count."""
        if response.status >= 300 or response.headers.get("Content-Type") != "application/json":
            return
        try:
            told = parsedate_to_datetime(response.headers.get("Date", "")).timestamp()
        except (ValueError, OverflowError):
            return
        self._offset = told - self._monotonic()
        wrong = self._wall() - told
        if abs(wrong) > WRONG_SECONDS and not self._warned:
            self._warned = True
            log.warning("this machine's clock is %+.0f s off Discord's; Lilt goes by Discord's", wrong)
