"""The printed tunes that the model in use was trained on: which of them is most like a tune.

Blocks: it is for a thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from generator.compose.originality import Originality
from generator.errors import ModelError
from generator.model.training_tunes import TrainingTune
from generator.notation.melody import Melody
from generator.tune import NearestTune

log = logging.getLogger(__name__)


class PrintedTunes:
    """`load` reads the tunes, when they are first needed and after `forget`."""

    def __init__(self, load: Callable[[], Sequence[TrainingTune]] = tuple) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._index: Originality | None = None

    def forget(self) -> None:
        """Another model is in use."""
        self._index = None

    def nearest(self, melody: Melody) -> NearestTune | None:
        """The printed tune that shares most notes with this one; None if none shares enough to count."""
        return self.index().nearest(melody)

    def index(self) -> Originality:
        """All of them. There are none where the model's cannot be read; the log says so."""
        with self._lock:
            if self._index is None:
                self._index = Originality(self._tunes())
            return self._index

    def _tunes(self) -> Sequence[TrainingTune]:
        try:
            return self._load()
        except ModelError as error:
            log.warning("tunes are not compared with printed ones: %s", error)
            return ()
