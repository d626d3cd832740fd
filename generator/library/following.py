"""Follows the model that the workers use: when it is another one, its catalogue is asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from generator.catalogue import Catalogue
from generator.errors import LiltError
from generator.library.protocol import Library

log = logging.getLogger(__name__)

TRY_SECONDS = 1.0
"""Between two questions. Not all workers change their models at the same moment."""
MOST_TRIES = 60


@asynccontextmanager
async def following(
    library: Library, changed: Callable[[Catalogue], None]
) -> AsyncIterator[Callable[[str], None]]:
    """What to call with the id of a model that comes into use; `changed` is called with its catalogue."""
    asking: asyncio.Task[None] | None = None

    def use(model: str) -> None:
        nonlocal asking
        if asking is not None:
            asking.cancel()
        asking = asyncio.create_task(_ask(library, model, changed), name="catalogue")

    try:
        yield use
    finally:
        if asking is not None:
            asking.cancel()
            await asyncio.wait([asking])


async def _ask(library: Library, model: str, changed: Callable[[Catalogue], None]) -> None:
    for _ in range(MOST_TRIES):
        try:
            catalogue = await library.catalogue()
        except LiltError as error:
            log.warning("the catalogue of %s is asked for again: %s", model, error)
        else:
            if catalogue.model == model:
                changed(catalogue)
                return
        await asyncio.sleep(TRY_SECONDS)
    log.error("no worker has the catalogue of %s; the commands stay as they are", model)
