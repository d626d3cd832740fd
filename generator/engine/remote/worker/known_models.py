"""The models that tasks for this worker can name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from generator.errors import ModelError

log = logging.getLogger(__name__)

FindModels = Callable[[], Mapping[str, str]]
"""Name -> id of every model that there is. Blocks: called in a thread."""


class KnownModels:
    """The models that there were at the last look, without those that could not be loaded."""

    def __init__(self, find: FindModels) -> None:
        self._find = find
        self._usable: dict[str, str] = {}
        self._unusable: dict[tuple[str, str], str] = {}
        """Name and id of the models that could not be loaded -> why."""

    @property
    def names(self) -> tuple[str, ...]:
        """The models that can be used now, sorted."""
        return tuple(sorted(self._usable))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Why models that are there are not used."""
        return tuple(self._unusable.values())

    async def look(self) -> None:
        """See which models there are now; one that is another under its old name is tried again."""
        found = await asyncio.to_thread(self._find)
        self._unusable = {one: why for one, why in self._unusable.items() if one in found.items()}
        self._usable = {name: id_ for name, id_ in found.items() if (name, id_) not in self._unusable}

    def drop(self, model: str, error: ModelError) -> None:
        """Do not use this model, as long as it is the same: it could not be loaded."""
        log.error("the model %s is not used: %s", model, error)
        self._unusable[model, self._usable.pop(model, "")] = str(error)
