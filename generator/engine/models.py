"""The model that composes: followed to the promoted one, and started again when its sampler dies.

A tune is finished by the model that began it. Knows nothing of jobs.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from generator.catalogue import Catalogue
from generator.checkpoint import CURRENT, Checkpoint, current_checkpoint, load_checkpoint
from generator.composer import BarsTold, Composed, Composer
from generator.engine import Health
from generator.errors import EngineError, ModelError
from generator.sampler import Sampler, Table
from generator.tune import ComposeRequest

log = logging.getLogger(__name__)

LOOKED_AT_EVERY = 3.0
"""Seconds between two looks at which model is promoted."""
MOST_DEATHS = 3
"""After so many deaths of the sampler, with no tune between them, it is not started again."""
STOPPED = "The composer has stopped and does not start again; whoever runs Lilt must look at its log."

Changed = Callable[[Catalogue], None]
"""Told in the event loop what the model offers that composes from now on."""


Stamp = tuple[int, int, int] | None
"""What a file's state is known by; None where there is no file."""


class Model:
    """A checkpoint in use: its sampler, and who still needs it. Raises what Composer raises."""

    def __init__(self, checkpoint: Checkpoint, device: str) -> None:
        """Takes a moment: not for the event loop."""
        self.checkpoint = checkpoint
        self.sampler = Sampler(Table(checkpoint, device=device))
        try:
            self.composer = Composer(checkpoint, self.sampler)
        except ModelError:
            self.sampler.close()
            raise
        self._users = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def compose(self, request: ComposeRequest, progress: BarsTold) -> Composed:
        """See Composer."""
        self._users += 1
        self._idle.clear()
        try:
            return await self.composer.compose(request, progress)
        finally:
            self._users -= 1
            if not self._users:
                self._idle.set()

    async def retire(self) -> None:
        """End when the tunes that were begun are finished."""
        await self._idle.wait()
        await asyncio.to_thread(self.sampler.close)


class Models:
    """Composes with the model in use. Open it with `following`."""

    def __init__(self, model: Model, device: str, changed: Changed) -> None:
        self._model = model
        self._device = device
        self._changed = changed
        self._deaths = self._restarts = 0
        self._warning: str | None = None
        self._changing = asyncio.Lock()
        self._retiring: set[asyncio.Task[None]] = set()

    @property
    def health(self) -> Health:
        """See Engine."""
        stopped = self._model.sampler.died and self._deaths + 1 >= MOST_DEATHS
        return Health(
            self._model.checkpoint.id,
            STOPPED if stopped else None,
            self._warning,
            {"sampler": self._restarts},
        )

    async def compose(self, request: ComposeRequest, progress: BarsTold) -> Composed:
        """See Composer. Raises EngineError where the sampler died, now or too often."""
        model = await self._living()
        composed = await model.compose(request, progress)
        self._deaths = 0
        return composed

    async def _living(self) -> Model:
        """The model in use, its sampler started again if it died."""
        if self._model.sampler.died:
            async with self._changing:
                if self._model.sampler.died:
                    await self._restart()
        return self._model

    async def _restart(self) -> None:
        if self.health.problem:
            raise EngineError(STOPPED)
        self._deaths += 1
        self._restarts += 1
        log.error("the sampler died %d time(s) in a row; it is started again", self._deaths)
        self._model = await asyncio.to_thread(Model, self._model.checkpoint, self._device)

    async def follow(self, folder: Path, seen: Stamp) -> None:
        """Look now and then which model is promoted, and use it; for ever."""
        while True:
            await asyncio.sleep(LOOKED_AT_EVERY)
            now = await asyncio.to_thread(_stamp, folder)
            if now != seen:
                seen = now
                await self._look(folder)

    async def _look(self, folder: Path) -> None:
        """Use the promoted model; if it cannot be used, go on as before and say so."""
        before = self._model
        try:
            await self._use(await asyncio.to_thread(_promoted, folder))
            self._warning = None
        except ModelError as error:
            self._warning = f"{error} {before.checkpoint.id} goes on composing."
            log.error("%s", self._warning)
        except Exception:  # whatever was wrong with it, the old one is not
            self._warning = f"The promoted model cannot be loaded. {before.checkpoint.id} goes on composing."
            log.exception("%s", self._warning)

    async def _use(self, checkpoint: Checkpoint) -> None:
        async with self._changing:
            before = self._model
            if checkpoint.id == before.checkpoint.id:
                return
            self._model = await asyncio.to_thread(Model, checkpoint, self._device)
            self._deaths = 0
        log.warning("composing with %s from now on", checkpoint.id)
        retiring = asyncio.create_task(before.retire())
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)
        self._changed(checkpoint.catalogue)

    async def close(self) -> None:
        """End the samplers; nobody may be composing any more."""
        await asyncio.gather(*self._retiring)
        await asyncio.to_thread(self._model.sampler.close)


@asynccontextmanager
async def following(
    name: str | None, device: str, folder: Path | None, changed: Changed
) -> AsyncIterator[Models]:
    """The model of that name; without a name the promoted one of `folder`, followed when it changes.

    Without either the one that comes with Lilt. Raises ModelError.
    """
    followed = folder if name is None else None
    seen = await asyncio.to_thread(_stamp, folder) if folder else None
    checkpoint = await asyncio.to_thread(_first, name, followed)
    log.info("composing with %s on %s", checkpoint.id, device)
    models = Models(await asyncio.to_thread(Model, checkpoint, device), device, changed)
    watching = asyncio.create_task(models.follow(followed, seen)) if followed else None
    try:
        yield models
    finally:
        if watching is not None:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
        await models.close()


def _first(name: str | None, folder: Path | None) -> Checkpoint:
    promoted = current_checkpoint(folder) if folder else None
    return load_checkpoint(name if promoted is None else str(promoted))


def _promoted(folder: Path) -> Checkpoint:
    """Raises ModelError, also where none is promoted any more."""
    path = current_checkpoint(folder)
    if path is None:
        raise ModelError(f"The file {CURRENT} in the folder of models is gone.")
    return load_checkpoint(str(path))


def _stamp(folder: Path) -> Stamp:
    """Something else whenever the pointer was written anew."""
    try:
        status = (folder / CURRENT).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size
