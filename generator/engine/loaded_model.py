"""A model at work: a checkpoint, its sampler, and who still needs it. The sampler starts again when it dies.

Knows nothing of which model is in use, nor of jobs.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from generator.compose.composer import BarProgress, Composed, Composer
from generator.errors import EngineError, ModelError
from generator.model.checkpoint import Checkpoint
from generator.sampling.batch import Batch
from generator.sampling.sampler import Sampler
from generator.tune import ComposeRequest

log = logging.getLogger(__name__)

MOST_DEATHS = 3
"""After so many deaths of the sampler, with no tune between them, it is not started again."""
STOPPED = "The composer has stopped and does not start again; the person who runs Lilt must check its log."


class Model:
    """A checkpoint in use."""

    def __init__(self, checkpoint: Checkpoint, device: str, restarted: Callable[[], None]) -> None:
        """`restarted` is told whenever the sampler is started again. Takes a moment: not for the event loop.

        Raises what Composer raises.
        """
        self.checkpoint = checkpoint
        self._device = device
        self._restarted = restarted
        self._start()
        self._deaths = self._users = 0
        self._reviving = asyncio.Lock()
        self._unused = asyncio.Event()
        self._unused.set()

    def _start(self) -> None:
        self._sampler = Sampler(Batch(self.checkpoint, device=self._device))
        try:
            self._composer = Composer(self.checkpoint, self._sampler)
        except ModelError:
            self._sampler.close()
            raise

    @property
    def idle(self) -> bool:
        """Nobody waits for a tune of it."""
        return not self._users

    @property
    def stopped(self) -> bool:
        """Its sampler died too often and is not started again."""
        return self._sampler.died and self._deaths + 1 >= MOST_DEATHS

    async def compose(self, request: ComposeRequest, progress: BarProgress) -> Composed:
        """See Composer. Raises EngineError where the sampler died, now or too often."""
        self._users += 1
        self._unused.clear()
        try:
            await self._revive()
            composed = await self._composer.compose(request, progress)
            self._deaths = 0
            return composed
        finally:
            self._users -= 1
            if self.idle:
                self._unused.set()

    async def _revive(self) -> None:
        """Start the sampler again if it died."""
        if not self._sampler.died:
            return
        async with self._reviving:
            if self._sampler.died:
                await self._restart()

    async def _restart(self) -> None:
        if self.stopped:
            raise EngineError(STOPPED)
        self._deaths += 1
        self._restarted()
        name, times = self.checkpoint.id, self._deaths
        log.error("the sampler of %s died %d time(s) in a row; it is started again", name, times)
        await asyncio.to_thread(self._start)

    async def retire(self) -> None:
        """End when the tunes that were begun are finished; it must not be given new ones."""
        await self._unused.wait()
        await self.close()

    async def close(self) -> None:
        """End; whoever waits for a tune hears of it."""
        await asyncio.to_thread(self._sampler.close)
