"""A pool of processes that render: rendering holds the interpreter's lock, and engraving may crash."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from generator.engine.local.process_pool import ProcessPool
from generator.engine.local.rendering import render_tune, warm_up
from generator.errors import RenderError, WorkFailed
from generator.playing import Playing
from generator.render.branches import merge_renderings, split_formats
from generator.tune import Rendering

WORKERS = max(1, min(4, os.cpu_count() or 1))
SECONDS = 60.0
"""The limit for one tune. Ten minutes of music, the longest allowed, take 8 to 12 s of one core."""
MEMORY = 1536 * 2**20
"""The limit for one tune in bytes, beyond the 110 MB of an idle worker. Ten minutes of music take 260 MB."""


class RenderPool:
    """Renders tunes in other processes, within limits of time and memory."""

    def __init__(
        self,
        soundfont: Path | None = None,
        workers: int = WORKERS,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """`prepare` is called first in each process, for example to set up its log."""
        self._soundfont = soundfont
        self._workers = workers
        prepare_worker = partial(_prepare_worker, prepare, soundfont)
        self._pool = ProcessPool(workers, seconds=seconds, memory=memory, prepare=prepare_worker)

    def start(self) -> None:
        """Start the processes without waiting until they are ready."""
        self._pool.start()

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str = "", job_id: str = ""
    ) -> Rendering:
        """`render_abc` in other processes, in which the users take turns by the time that their tunes take.

        `job_id` is for engines whose work is done elsewhere.
        Raises what `render_abc` raises, and RenderError if the processes end.
        """
        work = partial(render_tune, abc, playing, soundfont=self._soundfont)
        try:
            parts = [self._pool.run(partial(work, formats=branch), user) for branch in split_formats(formats)]
            return await asyncio.to_thread(merge_renderings, await asyncio.gather(*parts))
        except WorkFailed:
            raise RenderError("This tune could not be rendered; please try another one.") from None

    @property
    def restarts(self) -> int:
        """How many processes ended and were restarted."""
        return self._pool.restarts

    @property
    def warning(self) -> str | None:
        """What is wrong with the processes, in a sentence, or None. One that is needed is replaced."""
        stuck = self._pool.stuck
        return f"{stuck} of {self._workers} render processes do not run." if stuck else None

    def close(self) -> None:
        """Drop unfinished renderings and end the processes."""
        self._pool.close()


def _prepare_worker(prepare: Callable[[], None] | None, soundfont: Path | None) -> None:
    if prepare is not None:
        prepare()
    warm_up(soundfont)
