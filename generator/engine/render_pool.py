"""Rendering in other processes: it holds the interpreter's lock, and engraving may take a process down."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from generator.engine.process_pool import Pool
from generator.errors import RenderError, WorkFailed
from generator.render.abc import render_abc, warm_up
from generator.render.branches import merge_renderings, split_formats
from generator.tune import Rendering

WORKERS = max(1, min(4, os.cpu_count() or 1))
SECONDS = 60.0
"""For one tune. Ten minutes of music, the most that is rendered, take 12 to 17 s of one core."""
MEMORY = 1536 * 2**20
"""Bytes on top of the 220 MB that a worker has at first. Ten minutes of music take 530 MB."""


class RenderPool:
    """Processes that render, each of which may take only so long and so much memory."""

    def __init__(
        self,
        soundfont: Path | None = None,
        workers: int = WORKERS,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """`prepare` is called first thing in each process, such as to have its log look like its parent's."""
        self._soundfont = soundfont
        begin = partial(_begin, prepare, soundfont)
        self._pool = Pool(workers, seconds=seconds, memory=memory, begin=begin)

    def start(self) -> None:
        """Have every worker load what it needs, without waiting for it."""
        self._pool.start()

    async def render(
        self, abc: str, *, instrument: str, tempo: int | None, formats: frozenset[str]
    ) -> Rendering:
        """`render_abc` in other processes. Raises what it raises, RenderError where they die of this tune."""
        work = partial(render_abc, abc, instrument=instrument, tempo=tempo, soundfont=self._soundfont)
        try:
            parts = [self._pool.run(partial(work, formats=branch)) for branch in split_formats(formats)]
            return merge_renderings(await asyncio.gather(*parts))
        except WorkFailed:
            raise RenderError("This tune could not be rendered; please try another one.") from None

    @property
    def replaced(self) -> int:
        """How many processes died, or had to."""
        return self._pool.replaced

    def close(self) -> None:
        """Drop what is being rendered and end the processes."""
        self._pool.close()


def _begin(prepare: Callable[[], None] | None, soundfont: Path | None) -> None:
    if prepare is not None:
        prepare()
    warm_up(soundfont)
