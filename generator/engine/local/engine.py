"""The engine in this process: the queue, a sampler thread behind it, and a few render processes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from generator.audio.soundfont_check import check_soundfont
from generator.audio.soundfonts import describe_soundfont
from generator.catalogue import Catalogue
from generator.compose.composer import DRAFTS
from generator.engine.local.model_pool import ModelPool, OnModelChange, open_model_pool
from generator.engine.local.render_pool import WORKERS, RenderPool
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.model.device import ROWS, choose_device

log = logging.getLogger(__name__)


def at_once(device: str) -> int:
    """Jobs at a time. Each has a row for every draft of a round: no tune waits for the drafts of another."""
    return ROWS[device] // DRAFTS


def _ignore_change(catalogue: Catalogue) -> None:
    """The `OnModelChange` that does nothing."""


@asynccontextmanager
async def open_local_engine(
    *,
    model: str | None = None,
    models: Path | None = None,
    changed: OnModelChange = _ignore_change,
    device: str = "auto",
    soundfont: Path | None = None,
    queue_limit: int = 100,
    user_limit: int = 3,
    prepare: Callable[[], None] | None = None,
) -> AsyncIterator[QueuedEngine]:
    """An engine with its model loaded and its render processes started. The context closes it.

    See `open_local_work` for the other options and the errors.
    """
    work = open_local_work(
        model=model, models=models, changed=changed, device=device, soundfont=soundfont, prepare=prepare
    )
    async with work as (composer, renderer):
        most = at_once(choose_device(device))
        engine = QueuedEngine(
            composer, renderer, queue_limit=queue_limit, user_limit=user_limit, at_once=most
        )
        try:
            yield engine
        finally:
            await engine.close()


@asynccontextmanager
async def open_local_work(
    *,
    model: str | None = None,
    models: Path | None = None,
    changed: OnModelChange = _ignore_change,
    device: str = "auto",
    soundfont: Path | None = None,
    workers: int = WORKERS,
    prepare: Callable[[], None] | None = None,
) -> AsyncIterator[tuple[ModelPool, RenderPool]]:
    """What composes and what renders, with `workers` processes. The context closes them.

    Without a `model` it follows the promoted one in the folder `models`, if there is one, and calls `changed`
    with the catalogue of each new one. `prepare` is called first in each render process. Raises ModelError,
    BadRequest for a device that does not exist, or SoundfontError for a soundfont that cannot play.
    """
    if soundfont is not None:
        await asyncio.to_thread(check_soundfont, soundfont)
    chosen = choose_device(device)
    log.info("the tunes are played with %s", describe_soundfont(soundfont))
    async with AsyncExitStack() as closing:
        renderer = RenderPool(soundfont, workers, prepare=prepare)
        closing.push_async_callback(asyncio.to_thread, renderer.close)
        renderer.start()
        composer = await closing.enter_async_context(open_model_pool(model, chosen, models, changed))
        yield composer, renderer
