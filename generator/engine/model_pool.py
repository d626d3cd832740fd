"""The models that compose: the one in use, followed to the promoted one, and those that requests name.

A tune is finished by the model that began it. Knows nothing of jobs.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from generator.catalogue import Catalogue
from generator.compose.composer import BarProgress, Composed
from generator.engine import Health
from generator.engine.loaded_model import STOPPED, Model
from generator.engine.named_models import Named
from generator.errors import ModelError
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import CURRENT, current_checkpoint, named_checkpoint
from generator.model.record import read_record
from generator.tune import ComposeRequest

log = logging.getLogger(__name__)

LOOKED_AT_EVERY = 3.0
"""Seconds between two looks at which model is promoted."""
Changed = Callable[[Catalogue], None]
"""Told in the event loop what the model offers that composes from now on."""


Stamp = tuple[int, int, int] | None
"""What a file's state is known by; None where there is no file."""


class Models:
    """Composes with the model in use, or the one that a request names. Open it with `following`."""

    def __init__(self, checkpoint: Checkpoint, device: str, folder: Path | None, changed: Changed) -> None:
        """Models that can be named are in `folder`, or come with Lilt. Takes a moment."""
        self._device = device
        self._folder = folder
        self._changed = changed
        self._restarts = 0
        self._warning: str | None = None
        self._model = self._load(checkpoint)
        self._named = Named(self._load)
        self._retiring: set[asyncio.Task[None]] = set()

    def _load(self, checkpoint: Checkpoint) -> Model:
        return Model(checkpoint, self._device, self._restarted)

    def _restarted(self) -> None:
        self._restarts += 1

    @property
    def health(self) -> Health:
        """See Engine. Of the model in use: without one that is named, the others go on."""
        return Health(
            self._model.checkpoint.id,
            STOPPED if self._model.stopped else None,
            self._warning,
            {"sampler": self._restarts},
        )

    async def compose(self, request: ComposeRequest, progress: BarProgress) -> Composed:
        """See Model. Raises BadRequest, too, where there is no model of the name, or no more."""
        model = self._model if request.model is None else await self._called(request.model)
        return await model.compose(request, progress)

    async def _called(self, name: str) -> Model:
        """The model of that name, as its folder is now. Whoever gets it composes before it can be let go."""
        while True:
            folder, identity = await asyncio.to_thread(_identified, name, self._folder)
            if identity == self._model.checkpoint.id:
                return self._model
            if model := self._named.get(identity):
                return model
            await self._named.bring(folder)

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
        before = self._model
        if checkpoint.id == before.checkpoint.id:
            return
        self._model = await asyncio.to_thread(self._load, checkpoint)
        log.warning("composing with %s from now on", checkpoint.id)
        retiring = asyncio.create_task(before.retire())
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)
        self._changed(checkpoint.catalogue)

    async def close(self) -> None:
        """End the samplers; nobody may be composing any more."""
        await asyncio.gather(*self._retiring, self._model.close(), self._named.close())


@asynccontextmanager
async def following(
    name: str | None, device: str, folder: Path | None, changed: Changed
) -> AsyncIterator[Models]:
    """The model of that name; without a name the promoted one of `folder`, followed when it changes.

    Without either the one that comes with Lilt. Requests can name those of `folder` in any case, and those
    that come with Lilt. Raises ModelError.
    """
    followed = folder if name is None else None
    seen = await asyncio.to_thread(_stamp, folder) if folder else None
    checkpoint = await asyncio.to_thread(_first, name, followed)
    log.info("composing with %s on %s", checkpoint.id, device)
    models = await asyncio.to_thread(Models, checkpoint, device, folder, changed)
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


def _identified(name: str, models: Path | None) -> tuple[Path, str]:
    """Where the model of that name is, and its id. Raises BadRequest, or ModelError."""
    folder = named_checkpoint(name, models)
    return folder, read_record(folder)["id"]


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
