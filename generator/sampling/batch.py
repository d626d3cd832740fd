"""The batch: a fixed number of rows, one text in each, that take one LSTM step at a time together.

Texts join and leave between two steps. Two things make a text the same whatever else is in the batch: a row's
step does not depend on the others (see `step`), and each row has its own random numbers, one per character.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future

import torch

from generator.errors import EngineError
from generator.model.checkpoint import Checkpoint
from generator.model.device import ROWS
from generator.sampling.decoder import Decoder
from generator.sampling.request import SampleRequest
from generator.sampling.step import Step, fastest_step

log = logging.getLogger(__name__)

LOST = "The composer could not finish this tune; please ask for another one."
OnBar = Callable[[int], None]
"""Called at every bar line with the number of complete bars, in the sampler's thread: it must be quick."""


def ignore_bar(bars: int) -> None:
    """The `OnBar` that does nothing."""


class Batch:
    """The rows and their texts. Not thread-safe: one owner steps it."""

    def __init__(
        self, checkpoint: Checkpoint, rows: int | None = None, device: str = "cpu", step: Step | None = None
    ) -> None:
        """`rows` None: as many as suit the device; `step` None: the fastest one on it."""
        rows = rows or ROWS[device]
        self.alphabet = checkpoint.alphabet
        self.model = step or fastest_step(checkpoint, rows, torch.device(device))
        self.rows: list[tuple[Decoder, Future[str], OnBar] | None] = [None] * rows
        self._bar_line = self.alphabet.bar_line

    @property
    def free_rows(self) -> int:
        return self.rows.count(None)

    def add(self, request: SampleRequest, future: Future[str], on_bar: OnBar = ignore_bar) -> None:
        """Put a request into a free row; `future` gets its text."""
        index = self.rows.index(None)
        try:
            self.rows[index] = Decoder(request, self.alphabet), future, on_bar
        except Exception:  # as in a step
            log.exception("a text could not begin")
            future.set_exception(EngineError(LOST))
        self.model.reset(index)

    def step(self) -> None:
        """One more character for every row; finished and cancelled texts leave."""
        logits = self.model.step([row[0].next_id if row else None for row in self.rows])
        for index, row in enumerate(self.rows):
            if row is None:
                continue
            decoder, future, on_bar = row
            try:
                decoder.advance(logits[index])
            except Exception:  # this text fails; the other rows go on
                log.exception("a text could not go on")
                self._fail(index, EngineError(LOST))
                continue
            if decoder.next_id == self._bar_line:
                on_bar(decoder.bars)
            if decoder.finished or future.cancelled():
                self.rows[index] = None
                if future.set_running_or_notify_cancel():
                    future.set_result(self.alphabet.decode(decoder.ids))

    def fail_all(self, error: Exception) -> None:
        """Empty all rows; their futures get the error."""
        for index in range(len(self.rows)):
            self._fail(index, error)

    def _fail(self, index: int, error: Exception) -> None:
        row, self.rows[index] = self.rows[index], None
        if row and row[1].set_running_or_notify_cancel():
            row[1].set_exception(error)
