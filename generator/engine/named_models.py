"""The models beside the one in use that requests name: a few of them, loaded when they are first asked for.

Knows nothing of which model is in use.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from generator.engine.loaded_model import Model
from generator.model.checkpoint import Checkpoint, load_checkpoint

log = logging.getLogger(__name__)

MOST_BESIDE = 2
"""Models at a time, the one in use not counted."""


class Named:
    """Up to `MOST_BESIDE` models; for another one, that goes which was not used for longest."""

    def __init__(self, load: Callable[[Checkpoint], Model]) -> None:
        """`load` takes its time: it is called in a thread."""
        self._load = load
        self._models: OrderedDict[str, Model] = OrderedDict()
        self._changing = asyncio.Lock()
        self._bringing: set[asyncio.Task[None]] = set()

    def get(self, model: str) -> Model | None:
        """That of an id, if it is loaded. It stays for as long as it composes; begin at once."""
        if model in self._models:
            self._models.move_to_end(model)
        return self._models.get(model)

    async def bring(self, folder: Path) -> None:
        """Load the model of that folder, when there is room for it. Raises ModelError.

        Whoever gives up waiting does not stop it: nothing may be left half loaded, or half closed.
        """
        bringing = asyncio.create_task(self._bring(folder))
        self._bringing.add(bringing)
        bringing.add_done_callback(self._bringing.discard)
        await asyncio.shield(bringing)

    async def _bring(self, folder: Path) -> None:
        async with self._changing:
            checkpoint = await asyncio.to_thread(load_checkpoint, str(folder))
            if checkpoint.id in self._models:  # somebody else wanted it too
                return
            while len(self._models) >= MOST_BESIDE:
                await self._let_go()
            self._models[checkpoint.id] = await asyncio.to_thread(self._load, checkpoint)
            log.info("composing with %s too", checkpoint.id)

    async def _let_go(self) -> None:
        """Of the models that compose nothing, if there are any, the one that was not used for longest."""
        leaving = next((name for name, model in self._models.items() if model.idle), next(iter(self._models)))
        await self._models.pop(leaving).retire()

    async def close(self) -> None:
        """End all of them; nobody may be composing any more."""
        await asyncio.gather(*self._bringing, return_exceptions=True)
        await asyncio.gather(*(model.close() for model in self._models.values()))
