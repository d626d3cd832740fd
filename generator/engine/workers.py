"""Rendering in other processes: it holds the interpreter's lock, and engraving may take a process down."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from generator.errors import EngineClosed, RenderError
from generator.render.abc import render_abc, warm_up
from generator.render.branches import branches, joined
from generator.tune import Rendering

log = logging.getLogger(__name__)

WORKERS = max(1, min(4, os.cpu_count() or 1))
_TRIES = 2


class RenderWorkers:
    """A pool of processes that render; one that dies is replaced and its work tried once more."""

    def __init__(self, soundfont: Path | None = None, workers: int = WORKERS) -> None:
        self._soundfont = soundfont
        self._workers = workers
        self._pool = self._new_pool()
        self._closed = False

    def _new_pool(self) -> ProcessPoolExecutor:
        # spawn: a forked child would inherit the sampler's thread in an unknown state
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, initializer=_begin, initargs=(self._soundfont,))

    def start(self) -> None:
        """Have every worker load what it needs, without waiting for it."""
        for _ in range(self._workers):
            self._pool.submit(_nothing)

    async def render(
        self, abc: str, *, instrument: str, tempo: int | None, formats: frozenset[str]
    ) -> Rendering:
        """`render_abc` in other processes. Raises what it raises, RenderError where workers keep dying."""
        if self._closed:
            raise EngineClosed
        work = partial(render_abc, abc, instrument=instrument, tempo=tempo, soundfont=self._soundfont)
        parts = (self._done(partial(work, formats=branch)) for branch in branches(formats))
        return joined(await asyncio.gather(*parts))

    async def _done(self, work: Callable[[], Rendering]) -> Rendering:
        for attempt in range(1, _TRIES + 1):
            pool = self._pool
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, work)
            except BrokenProcessPool:
                log.exception("a render worker died (try %d of %d)", attempt, _TRIES)
                if pool is self._pool:
                    self._pool = self._new_pool()
        raise RenderError("This tune could not be rendered; please try another one.")

    def close(self) -> None:
        """Drop what waits and end the processes."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)


def _begin(soundfont: Path | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    warm_up(soundfont)


def _nothing() -> None:
    pass
