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
from generator.errors import RenderError, SoundfontError
from generator.model.device import ROWS, choose_device
from generator.playing import Playing

log = logging.getLogger(__name__)

_ONE_BAR = "T:First bar\nM:6/8\nL:1/8\nK:D\ndfa|]\n"


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


async def _play_a_bar(renderer: RenderPool, soundfont: Path, instrument: str) -> None:
    """Raises SoundfontError where the synthesizer makes no sound of what the tables say."""
    try:
        playing = Playing(instrument=instrument, plain=True)
        await renderer.render(_ONE_BAR, playing, formats=frozenset({"mp3"}))
    except RenderError as error:
        raise SoundfontError(soundfont.name, f"its {instrument} cannot play a bar of a jig") from error


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
    has = await asyncio.to_thread(check_soundfont, soundfont) if soundfont is not None else ()
    chosen = choose_device(device)
    log.info("the tunes are played with %s", describe_soundfont(soundfont))
    async with AsyncExitStack() as closing:
        renderer = RenderPool(soundfont, workers, prepare=prepare)
        closing.push_async_callback(asyncio.to_thread, renderer.close)
        renderer.start()
        if soundfont is not None and has:
            await _play_a_bar(renderer, soundfont, has[0])
        composer = await closing.enter_async_context(open_model_pool(model, chosen, models, changed))
        yield composer, renderer
