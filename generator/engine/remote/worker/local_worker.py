"""A worker on this machine: the local model and render processes behind a broker."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from generator.catalogue import Catalogue
from generator.engine.local.engine import at_once, open_local_work
from generator.engine.local.render_pool import WORKERS
from generator.engine.remote.connection import Connection
from generator.engine.remote.worker.worker import Worker
from generator.errors import ModelError
from generator.model.device import choose_device
from generator.model.folders import named_checkpoints
from generator.model.record import read_record

log = logging.getLogger(__name__)


def _ignore_change() -> None:
    """The `changed` that does nothing."""


@asynccontextmanager
async def open_local_worker(
    connection: Connection,
    *,
    name: str,
    model: str | None = None,
    models: Path | None = None,
    device: str = "auto",
    soundfont: Path | None = None,
    rows: int | None = None,
    renders: int = WORKERS,
    drain: float = 0.0,
    changed: Callable[[], None] = _ignore_change,
) -> AsyncIterator[Worker]:
    """A worker that takes tasks until the context ends; see `Worker`. `changed` is called when another model
    comes into use; `rows` None: as many as suit the device. The other options are those of the local engine,
    with its errors."""

    def names() -> dict[str, str]:
        return _named_models(models)

    def note(catalogue: Catalogue) -> None:
        log.info("this worker composes with %s", catalogue.model)
        changed()

    async with AsyncExitStack() as closing:
        composer, renderer = await closing.enter_async_context(
            open_local_work(
                model=model, models=models, changed=note, device=device, soundfont=soundfont, workers=renders
            )
        )
        rows = rows or at_once(choose_device(device))
        worker = Worker(connection, composer, renderer, name=name, rows=rows, renders=renders, models=names)
        await closing.enter_async_context(worker.working(drain))
        yield worker


def _named_models(models: Path | None) -> dict[str, str]:
    """Name -> id of every model that a task can name; one whose record is damaged is left out."""
    found = {}
    for name, folder in named_checkpoints(models).items():
        try:
            found[name] = str(read_record(folder)["id"])
        except ModelError as error:
            log.warning("the model %s is left out: %s", name, error)
    return found
