"""The models that compose: the one in use, which follows the promoted one, and those that requests name.

A tune is finished by the model that began it. Knows nothing of jobs.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from generator.catalogue import Catalogue
from generator.compose.composition import BarProgress, Composition
from generator.engine import Health
from generator.engine.background import background
from generator.engine.local.loaded_model import LoadedModel
from generator.engine.local.named_models import NamedModels
from generator.errors import ModelError
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import CURRENT, current_checkpoint, named_checkpoint
from generator.model.record import read_record
from generator.request import ComposeRequest

log = logging.getLogger(__name__)

CHECK_SECONDS = 3.0
"""Seconds between two checks for a newly promoted model."""

OnModelChange = Callable[[Catalogue], None]
"""Called in the event loop with the catalogue of a model when it comes into use."""

_FileVersion = tuple[int, int, int] | None
"""Differs whenever the file was written again; None if there is no file."""


class ModelPool:
    """Composes with the model in use, or the one that a request names. Made by `open_model_pool`."""

    def __init__(
        self, checkpoint: Checkpoint, device: str, folder: Path | None, on_change: OnModelChange
    ) -> None:
        """Requests can name the models in `folder` and those that come with Lilt. Blocks."""
        self._device = device
        self._folder = folder
        self._on_change = on_change
        self._restarts = 0
        self._warning: str | None = None
        self._model = self._start(checkpoint)
        self._named = NamedModels(self._start)
        self._retiring: dict[asyncio.Task[None], LoadedModel] = {}

    def _start(self, checkpoint: Checkpoint) -> LoadedModel:
        return LoadedModel(checkpoint, self._device, self._count_restart)

    def _count_restart(self) -> None:
        self._restarts += 1

    @property
    def health(self) -> Health:
        """See Engine. A problem of the model in use; if a named model stops, the others still compose.

        One that hangs keeps its jobs, and their places in the queue, for ever, whichever it is.
        """
        return Health(
            self._model.checkpoint.id,
            self._model.problem,
            self._warning,
            hangs=self._model.hangs or self._named.hang or any(one.hangs for one in self._retiring.values()),
            restarts={"sampler": self._restarts},
        )

    async def compose(
        self, request: ComposeRequest, progress: BarProgress, *, job_id: str = ""
    ) -> Composition:
        """See LoadedModel. Raises BadRequest, too, if there is no model with the name in the request.

        `job_id` is for engines whose work is done elsewhere.
        """
        model = self._model if request.model is None else await self._find(request.model)
        return await model.compose(request, progress)

    async def _find(self, name: str) -> LoadedModel:
        """The model with this name, as its folder is now; the caller must use it at once."""
        while True:
            folder, model_id = await asyncio.to_thread(_identify, name, self._folder)
            if model_id == self._model.checkpoint.id:
                return self._model
            if model := self._named.get(model_id):
                return model
            await self._named.load(folder)

    async def follow(self, folder: Path, version: _FileVersion) -> None:
        """Use each newly promoted model of the folder, until cancelled. `version`: of the pointer in use."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            newest = await asyncio.to_thread(_pointer_version, folder)
            if newest != version:
                version = newest
                await self._use_promoted(folder)

    async def _use_promoted(self, folder: Path) -> None:
        """Use the promoted model; if it cannot be loaded, keep the old one and warn."""
        before = self._model
        try:
            await self._use(await asyncio.to_thread(_load_promoted, folder))
            self._warning = None
        except ModelError as error:
            self._warning = f"{error} {before.checkpoint.id} goes on composing."
            log.error("%s", self._warning)
        except Exception:  # whatever is wrong with the new model, the old one still works
            self._warning = f"The promoted model cannot be loaded. {before.checkpoint.id} goes on composing."
            log.exception("%s", self._warning)

    async def _use(self, checkpoint: Checkpoint) -> None:
        before = self._model
        if checkpoint.id == before.checkpoint.id:
            return
        self._model = await asyncio.to_thread(self._start, checkpoint)
        log.warning("composing with %s from now on", checkpoint.id)
        retiring = asyncio.create_task(before.retire())
        self._retiring[retiring] = before
        retiring.add_done_callback(self._retiring.pop)
        self._on_change(checkpoint.catalogue)

    async def close(self) -> None:
        """Close all models. None may be composing."""
        await asyncio.gather(*self._retiring, self._model.close(), self._named.close())


@asynccontextmanager
async def open_model_pool(
    name: str | None, device: str, folder: Path | None, on_change: OnModelChange
) -> AsyncIterator[ModelPool]:
    """A pool that uses the model `name`; without a name, the promoted model of `folder`, which it follows.

    Without either, it uses the model that comes with Lilt. Raises ModelError.
    """
    followed = folder if name is None else None
    version = await asyncio.to_thread(_pointer_version, folder) if folder else None
    checkpoint = await asyncio.to_thread(_load_first, name, followed)
    log.info("composing with %s on %s", checkpoint.id, device)
    pool = await asyncio.to_thread(ModelPool, checkpoint, device, folder, on_change)
    following = background(pool.follow(followed, version), "model pool") if followed else nullcontext()
    try:
        async with following:
            yield pool
    finally:
        await pool.close()


def _load_first(name: str | None, folder: Path | None) -> Checkpoint:
    promoted = current_checkpoint(folder) if folder else None
    return load_checkpoint(name if promoted is None else str(promoted))


def _load_promoted(folder: Path) -> Checkpoint:
    """Raises ModelError, also if no model is promoted any more."""
    path = current_checkpoint(folder)
    if path is None:
        raise ModelError(f"The file {CURRENT} in the folder of models is gone.")
    return load_checkpoint(str(path))


def _identify(name: str, models: Path | None) -> tuple[Path, str]:
    """The folder and the id of the model with this name. Raises BadRequest or ModelError."""
    folder = named_checkpoint(name, models)
    return folder, read_record(folder)["id"]


def _pointer_version(folder: Path) -> _FileVersion:
    """The version of the file that says which model is promoted."""
    try:
        status = (folder / CURRENT).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size
