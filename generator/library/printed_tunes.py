"""The printed tunes that a model was trained on: which is most like a tune, which have a phrase.

Blocks: it is for a thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from generator.compose.originality import Originality
from generator.errors import ModelError
from generator.library.protocol import MOST_IN_PRINT, InPrint, PrintedTune
from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import steps_of
from generator.tune import NearestTune

log = logging.getLogger(__name__)


class PrintedTunes:
    """`load` reads the tunes, when they are first needed."""

    def __init__(self, load: Callable[[], Sequence[TrainingTune]] = tuple) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._index: Originality | None = None
        self._steps: list[tuple[TrainingTune, str]] | None = None

    def nearest(self, pitches: Sequence[int]) -> NearestTune | None:
        """See Library."""
        return self._all().nearest_to(pitches)

    def containing(self, steps: str) -> InPrint:
        """See Library."""
        known = self._steps
        if known is None:
            known = self._steps = [(tune, steps_of(tune.pitches)) for tune in self._all().tunes]
        found = [tune for tune, own in known if steps in own]
        shown = tuple(PrintedTune(tune.title, tune.place) for tune in found[:MOST_IN_PRINT])
        return InPrint(shown, len(found), len(known))

    def _all(self) -> Originality:
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
