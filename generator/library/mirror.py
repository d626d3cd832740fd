"""A worker's copy of the models at the broker, in a folder of its own that its engine follows."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError

from generator.engine.background import background
from generator.errors import ModelError
from generator.library.model_store import Damaged, Index, ModelStore, Part
from generator.model.folders import CURRENT, SHIPPED_MARK, write_atomically
from generator.model.record import read_record

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks at the index."""


@asynccontextmanager
async def mirroring(connection: Client, folder: Path) -> AsyncIterator[Mirror]:
    """Have the models of the broker in a folder: those that are there now, if it answers, and later ones."""
    mirror = Mirror(connection, folder)
    await mirror.try_to_update()
    async with background(mirror.follow(), "mirror"):
        yield mirror


class Mirror:
    """Copies the models at the broker into `folder`. What lies there already, and is not there, stays.

    `problem`: why the last try failed, as a sentence; None if it did not.
    """

    def __init__(self, connection: Client, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._store = ModelStore(connection)
        self.problem: str | None = None

    async def follow(self) -> None:
        """Copy what is new, until cancelled. What fails is logged once, and tried again."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._connection.is_connected:
                await self.try_to_update()

    async def try_to_update(self) -> None:
        """As `update`, but an error is only logged."""
        try:
            await self.update()
            self.problem = None
        except (NatsError, Damaged, OSError, TimeoutError, ModelError) as error:
            self._note(error)
            self._store = ModelStore(self._connection)

    def _note(self, error: Exception) -> None:
        sentence = f"The models at the broker cannot be copied: {str(error) or type(error).__name__}"
        if sentence != self.problem:
            self.problem = sentence
            log.error("%s", sentence)

    async def update(self) -> None:
        """Copy the models that are not here yet, and use the one in use there; that one comes first.

        Raises NATS's errors, Damaged, OSError, TimeoutError, or ModelError. A damaged model does not keep the
        others from being copied; the error is raised after that.
        """
        index = await self._store.index()
        if index.current == SHIPPED_MARK:
            self._use(SHIPPED_MARK)
        damaged: Exception | None = None
        for name in sorted(index.models, key=lambda name: name != index.current):
            try:
                if not (self._folder / name).is_dir():
                    await self._copy(name, index)
            except (Damaged, ModelError) as error:
                damaged = damaged or error
                continue
            if name == index.current:
                self._use(name)
        if damaged is not None:
            raise damaged

    async def _copy(self, name: str, index: Index) -> None:
        parts: dict[str, Part] = dict(index.models[name])
        unfinished = self._folder / f".{name}.new"
        await asyncio.to_thread(shutil.rmtree, unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for part, expected in parts.items():
            await self._store.fetch(name, part, expected, unfinished / part)
        if read_record(unfinished)["id"] != name:
            raise Damaged(f"the model {name} says that it is another one")
        unfinished.rename(self._folder / name)
        log.info("the model %s was copied from the broker", name)

    def _use(self, name: str) -> None:
        """Write the file that says which model is in use, if it says something else."""
        path = self._folder / CURRENT
        line = f"{name}\n"
        if not path.is_file() or path.read_text().partition("\n")[0] != name:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, line.encode())
            log.info("the model in use is %s, as the broker says", name)
