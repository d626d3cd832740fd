"""Draws tunes from the model, many at once.

A table of a fixed number of rows takes one LSTM step at a time for all of them; draws join and leave
between two steps. Two things make a draw the same whatever else is in the table: a row's step does not
depend on the others (see `step`), and each row has its own random numbers, one per character.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

import torch

from generator.errors import EngineClosed, EngineError
from generator.model.checkpoint import Checkpoint
from generator.sampling.decoder import Draw, Pen
from generator.sampling.step import Step, step_of

log = logging.getLogger(__name__)

ROWS = 8

LOST = "The composer lost its thread with this tune; please ask for another one."
BarHeard = Callable[[int], None]
"""Told at every bar line how many bars are closed. It is called in the sampler's thread: it must be quick."""


def _unheard(bars: int) -> None:
    """What listens where nobody does."""


class Table:
    """The rows and their draws. Not safe for threads: one owner steps it."""

    def __init__(
        self, checkpoint: Checkpoint, rows: int = ROWS, device: str = "cpu", step: Step | None = None
    ) -> None:
        """`step` is the fastest there is on the device unless another one is given."""
        self.alphabet = checkpoint.alphabet
        self.model = step or step_of(checkpoint, rows, torch.device(device))
        self.rows: list[tuple[Pen, Future[str], BarHeard] | None] = [None] * rows
        self._bar_line = self.alphabet.encode("|")[0]

    @property
    def free(self) -> int:
        return self.rows.count(None)

    def join(self, draw: Draw, answer: Future[str], heard: BarHeard = _unheard) -> None:
        """Put a draw into a free row; `answer` gets its text, `heard` hears of every bar line."""
        index = self.rows.index(None)
        try:
            self.rows[index] = Pen(draw, self.alphabet), answer, heard
        except Exception:  # as in a step
            log.exception("a draw could not begin")
            answer.set_exception(EngineError(LOST))
        self.model.reset(index)

    def step(self) -> None:
        """One character more for every row; finished and cancelled draws leave."""
        logits = self.model.step([row[0].next if row else None for row in self.rows])
        for index, row in enumerate(self.rows):
            if row is None:
                continue
            pen, answer, heard = row
            try:
                pen.write(logits[index])
            except Exception:  # it is this draw's own matter, and nobody else's
                log.exception("a draw could not go on")
                self._fail(index, EngineError(LOST))
                continue
            if pen.next == self._bar_line:
                heard(pen.bars)
            if pen.ended or answer.cancelled():
                self.rows[index] = None
                if answer.set_running_or_notify_cancel():
                    answer.set_result(self.alphabet.decode(pen.text))

    def fail(self, error: Exception) -> None:
        """Tell everyone in the table that nothing will come."""
        for index in range(len(self.rows)):
            self._fail(index, error)

    def _fail(self, index: int, error: Exception) -> None:
        row, self.rows[index] = self.rows[index], None
        if row and row[1].set_running_or_notify_cancel():
            row[1].set_exception(error)


class Sampler:
    """The one thread that owns the table. Draws come in by a queue and are answered by futures."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._inbox: queue.SimpleQueue[tuple[Draw, Future[str], BarHeard] | None] = queue.SimpleQueue()
        self._closed = self.died = False
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)
        self._thread.start()

    def draw(self, draw: Draw, heard: BarHeard = _unheard) -> Future[str]:
        """The text, in the future. Cancelling the future frees the row. Raises EngineClosed."""
        if self._closed:
            raise EngineClosed
        answer: Future[str] = Future()
        self._inbox.put((draw, answer, heard))
        if self._closed:  # meanwhile: nobody else will look into the inbox
            self._drain()
        return answer

    def close(self) -> None:
        """Drop what is on its way and end the thread."""
        if not self._closed:
            self._closed = True
            self._inbox.put(None)
            self._thread.join()

    def _run(self) -> None:
        torch.set_num_threads(1)  # a step is so small that a second thread only waits for the first
        try:
            while self._take_in():
                self._table.step()
            self._table.fail(EngineClosed())
        except Exception:  # nobody waits for ever, whatever broke
            log.exception("the sampler died")
            self._closed = self.died = True
            self._table.fail(EngineError("The composer has stopped; please try again later."))
        finally:
            self._drain()

    def _take_in(self) -> bool:
        """Fill free rows from the queue, waiting while the table is empty; False when it is time to end."""
        while self._table.free and not self._closed:
            idle = self._table.free == len(self._table.rows)
            try:
                item = self._inbox.get(block=idle)
            except queue.Empty:
                break
            if item is None:
                return False
            draw, answer, heard = item
            if not answer.cancelled():
                self._table.join(draw, answer, heard)
        return not self._closed

    def _drain(self) -> None:
        """Answer all who wait, from whichever thread; the word that ends the sampler's own stays."""
        ends = False
        with suppress(queue.Empty):
            while True:
                item = self._inbox.get_nowait()
                ends = ends or item is None
                if item and item[1].set_running_or_notify_cancel():
                    item[1].set_exception(EngineClosed())
        if ends:
            self._inbox.put(None)
