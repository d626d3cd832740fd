"""A model in memory: a checkpoint with its composer and its sampler. A sampler that fails is restarted.

Knows neither jobs nor which model is in use.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from generator.compose.composer import Composer
from generator.compose.composition import BarProgress, Composition
from generator.errors import EngineError, ModelError
from generator.model.checkpoint import Checkpoint
from generator.request import ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.sampler import Sampler

log = logging.getLogger(__name__)

MOST_FAILURES = 3
"""After this many failures of the sampler in a row, with no tune between them, it is not restarted."""
STALL_SECONDS = 60.0
"""A step of the sampler takes milliseconds; one that takes so long hangs."""
STALLED = "The composer hangs in one step. If it goes on, Lilt has to be started again."
STOPPED = "The composer has stopped and does not start again; the person who runs Lilt must check its log."


class LoadedModel:
    """Composes with one checkpoint."""

    def __init__(self, checkpoint: Checkpoint, device: str, on_restart: Callable[[], None]) -> None:
        """`on_restart` is called whenever the sampler is restarted. Blocks: not for the event loop.

        Raises what Composer raises.
        """
        self.checkpoint = checkpoint
        self._device = device
        self._on_restart = on_restart
        self._start()
        self._failures = self._composing = 0
        self._restarting = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()

    def _start(self) -> None:
        self._sampler = Sampler(Batch(self.checkpoint, device=self._device))
        try:
            self._composer = Composer(self.checkpoint, self._sampler)
        except ModelError:
            self._sampler.close()
            raise

    @property
    def is_idle(self) -> bool:
        """Whether it is composing nothing."""
        return not self._composing

    @property
    def has_stopped(self) -> bool:
        """Whether its sampler has failed too often to be restarted."""
        return self._sampler.failed and self._failures + 1 >= MOST_FAILURES

    @property
    def problem(self) -> str | None:
        """Why it cannot compose, in a sentence; None if it can."""
        if self.has_stopped:
            return STOPPED
        return STALLED if self.hangs else None

    @property
    def hangs(self) -> bool:
        """Whether its sampler has been in one step for too long. Nothing can end a thread."""
        return self._sampler.step_seconds > STALL_SECONDS

    async def compose(self, request: ComposeRequest, progress: BarProgress) -> Composition:
        """See Composer. Raises EngineError if the sampler fails, or has failed too often."""
        self._composing += 1
        self._idle.clear()
        try:
            await self._restart_if_failed()
            composition = await self._composer.compose(request, progress)
            self._failures = 0
            return composition
        finally:
            self._composing -= 1
            if self.is_idle:
                self._idle.set()

    async def _restart_if_failed(self) -> None:
        if not self._sampler.failed:
            return
        async with self._restarting:
            if self._sampler.failed:
                await self._restart()

    async def _restart(self) -> None:
        if self.has_stopped:
            raise EngineError(STOPPED)
        self._failures += 1
        self._on_restart()
        name, times = self.checkpoint.id, self._failures
        log.error("the sampler of %s failed %d time(s) in a row and is restarted", name, times)
        await asyncio.to_thread(self._start)

    async def retire(self) -> None:
        """Close once the tunes that it is composing are finished. It must not be given new ones."""
        await self._idle.wait()
        await self.close()

    async def close(self) -> None:
        """End the sampler. Tunes that are not finished fail with EngineClosed."""
        await asyncio.to_thread(self._sampler.close)
