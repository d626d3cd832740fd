"""The end of a process in which something hangs."""

from __future__ import annotations

import logging
import os
import threading

EX_SOFTWARE = 70
"""The exit code where Lilt ends because a part of it hangs: BSD's for an internal fault."""

log = logging.getLogger(__name__)


def end_at_last(seconds: float, code: int = 0) -> None:
    """End the process after so many seconds, whatever still hangs: a thread cannot be ended."""

    def end() -> None:
        log.critical("something hangs and is left behind; Lilt ends %.0f s after it was told to", seconds)
        logging.shutdown()
        os._exit(code)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
