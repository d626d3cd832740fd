"""The library on this machine: what lies in the folders of models, and the tools that are installed here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from generator.catalogue import Catalogue
from generator.importing.files import Imported
from generator.library.file_reader import read_apart
from generator.library.printed_tunes import PrintedTunes
from generator.library.protocol import InPrint
from generator.model.card import ModelCard
from generator.model.folders import checkpoint_in_use, named_checkpoint, named_checkpoints
from generator.model.record import load_catalogue
from generator.model.training_tunes import TrainingTune, load_training_tunes
from generator.tune import NearestTune


class LocalLibrary:
    """See Library. The model in use is found when it is first asked about, and again after `forget`."""

    def __init__(self, model: str | None = None, models: Path | None = None) -> None:
        """`model`: the name or folder of the model in use; without one it is the promoted one of the folder
        `models`, or else the one that comes with Lilt. Requests can name the models in that folder."""
        self._model = model
        self._models = models
        self.forget()

    def forget(self) -> None:
        """See Library."""
        self._in_use: Path | None = None
        self._printed = PrintedTunes(self._training_tunes)

    async def catalogue(self, model: str | None = None) -> Catalogue:
        """See Library."""
        return await asyncio.to_thread(self._catalogue, model)

    async def models(self) -> Sequence[str]:
        """See Library."""
        return list(await asyncio.to_thread(named_checkpoints, self._models))

    async def card(self) -> ModelCard:
        """See Library."""
        return await asyncio.to_thread(lambda: ModelCard.load(self._folder()))

    async def nearest(self, pitches: Sequence[int]) -> NearestTune | None:
        """See Library."""
        return await asyncio.to_thread(self._printed.nearest, pitches)

    async def containing(self, steps: str) -> InPrint:
        """See Library."""
        return await asyncio.to_thread(self._printed.containing, steps)

    async def read_file(self, name: str, content: bytes) -> Imported:
        """See Library. Raises WorkFailed, too, for a file at which the reader fails."""
        return await asyncio.to_thread(read_apart, name, content)

    def _catalogue(self, model: str | None) -> Catalogue:
        return load_catalogue(str(self._folder() if model is None else named_checkpoint(model, self._models)))

    def _folder(self) -> Path:
        """The folder of the model in use. Raises ModelError."""
        if self._in_use is None:
            self._in_use = checkpoint_in_use(self._model, self._models)
        return self._in_use

    def _training_tunes(self) -> Sequence[TrainingTune]:
        return load_training_tunes(self._folder())
