"""The printed tunes that the model in use was trained on: which is most like a tune, which have a phrase.

Blocks: it is for a thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from generator.compose.originality import Originality
from generator.errors import ModelError
from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import steps_of
from generator.notation.melody import Melody
from generator.tune import NearestTune

log = logging.getLogger(__name__)


class PrintedTunes:
    """`load` reads the tunes, when they are first needed and after `forget`."""

    def __init__(self, load: Callable[[], Sequence[TrainingTune]] = tuple) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._index: Originality | None = None
        self._steps: list[tuple[TrainingTune, str]] | None = None

    def forget(self) -> None:
        """Another model is in use."""
        self._index = self._steps = None

    def nearest(self, melody: Melody) -> NearestTune | None:
        """The printed tune that shares most notes with this one; None if none shares enough to count."""
        return self.index().nearest(melody)

    def containing(self, steps: str) -> list[TrainingTune]:
        """Those that have these intervals in a row, as `steps_of` writes them, in their order."""
        known = self._steps
        if known is None:
            known = self._steps = [(tune, steps_of(tune.pitches)) for tune in self.index().tunes]
        return [tune for tune, own in known if steps in own]

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
