"""The models that requests name, beside the one in use: a few of them, loaded when first asked for.

Does not know which model is in use.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from generator.engine.local.loaded_model import LoadedModel
from generator.model.checkpoint import Checkpoint, load_checkpoint

log = logging.getLogger(__name__)

MOST_NAMED_MODELS = 2
"""Models in memory at a time, the one in use not counted."""


class NamedModels:
    """Up to `MOST_NAMED_MODELS` models. Another one takes the place of the least recently used."""

    def __init__(self, start: Callable[[Checkpoint], LoadedModel]) -> None:
        """`start` is called in a thread."""
        self._start = start
        self._models: OrderedDict[str, LoadedModel] = OrderedDict()
        self._leaving: LoadedModel | None = None
        self._changing = asyncio.Lock()
        self._loading: set[asyncio.Task[None]] = set()

    @property
    def hang(self) -> bool:
        """Whether one of them hangs, or the one that is being unloaded, which others wait for."""
        leaving = self._leaving is not None and self._leaving.hangs
        return leaving or any(model.hangs for model in self._models.values())

    def get(self, model_id: str) -> LoadedModel | None:
        """The model with this id, if it is loaded.

        It is not unloaded while it composes; the caller must begin before anything else runs in the loop.
        """
        if model_id in self._models:
            self._models.move_to_end(model_id)
        return self._models.get(model_id)

    async def load(self, folder: Path) -> None:
        """Load the model of a folder as soon as there is room for it. Raises ModelError.

        Loading goes on when the caller is cancelled, so that no model is left half loaded or half closed.
        """
        loading = asyncio.create_task(self._load(folder))
        self._loading.add(loading)
        loading.add_done_callback(self._loading.discard)
        await asyncio.shield(loading)

    async def _load(self, folder: Path) -> None:
        async with self._changing:
            checkpoint = await asyncio.to_thread(load_checkpoint, str(folder))
            if checkpoint.id in self._models:  # loaded for another request in the meantime
                return
            while len(self._models) >= MOST_NAMED_MODELS:
                await self._unload_one()
            self._models[checkpoint.id] = await asyncio.to_thread(self._start, checkpoint)
            log.info("composing with %s too", checkpoint.id)

    async def _unload_one(self) -> None:
        """Unload the least recently used of the idle models; if none is idle, the least recently used."""
        idle = (model_id for model_id, model in self._models.items() if model.is_idle)
        leaving = next(idle, next(iter(self._models)))
        self._leaving = self._models.pop(leaving)
        await self._leaving.retire()
        self._leaving = None

    async def close(self) -> None:
        """Close all of them. None may be composing."""
        await asyncio.gather(*self._loading, return_exceptions=True)
        await asyncio.gather(*(model.close() for model in self._models.values()))
