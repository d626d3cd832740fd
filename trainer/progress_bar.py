"""Progress on standard error: a bar on a terminal; elsewhere, as in a log, a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from tqdm import tqdm

EVERY = 5.0
"""Seconds between two lines where standard error is no terminal."""

_Item = TypeVar("_Item")


class ProgressBar(Protocol):
    """Shows how much of the work is done."""

    def advance(self, status: str = "", steps: int = 1) -> None:
        """So many more steps are done; `status`: words to show beside their number."""


@contextmanager
def progress_bar(title: str, total: int, unit: str, done: int = 0) -> Iterator[ProgressBar]:
    """Progress of work with `total` steps, of which `done` are done, inside the context."""
    if not sys.stderr.isatty():
        yield _Lines(title, total, unit, done)
        return
    with tqdm(total=total, initial=done, desc=title, unit=unit, leave=False) as bar:
        yield _Bar(bar)


def with_progress(items: Iterable[_Item], title: str, total: int, unit: str) -> Iterator[_Item]:
    """The items, with progress shown as they are taken."""
    with progress_bar(title, total, unit) as bar:
        for item in items:
            yield item
            bar.advance()


class _Bar:
    """A bar that is drawn over and over on one line of a terminal."""

    def __init__(self, bar: tqdm) -> None:
        self._bar = bar

    def advance(self, status: str = "", steps: int = 1) -> None:
        if status:
            self._bar.set_postfix_str(status, refresh=False)
        self._bar.update(steps)


class _Lines:
    """A line at most every `EVERY` seconds, the first one after that time: quick work prints nothing."""

    def __init__(self, title: str, total: int, unit: str, done: int) -> None:
        self._title, self._total, self._unit, self._done = title, total, unit, done
        self._printed = time.monotonic()

    def advance(self, status: str = "", steps: int = 1) -> None:
        self._done += steps
        now = time.monotonic()
        if now - self._printed < EVERY:
            return
        self._printed = now
        words = f"{self._title}: {self._done:,} of {self._total:,} {self._unit}s"
        tqdm.write(f"{words}, {status}" if status else words, file=sys.stderr)
