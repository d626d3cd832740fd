"""Ctrl-C as a wish: the step under way is finished and everything saved; a second Ctrl-C is the usual one."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Yields what says whether Ctrl-C was pressed. To be used in the main thread."""
    wished = False
    before = signal.getsignal(signal.SIGINT)

    def wish(_number: int, _frame: FrameType | None) -> None:
        nonlocal wished
        wished = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, wish)
    try:
        yield lambda: wished
    finally:
        signal.signal(signal.SIGINT, before)
