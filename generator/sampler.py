"""Draws tunes from the model, many at once.

A table of a fixed number of rows takes one LSTM step at a time for all of them; draws join and leave
between two steps. Two things make a draw the same whatever else is in the table: the shape of every
step is the same, and each row has its own random numbers, one per character.
"""

from __future__ import annotations

import logging
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from generator.checkpoint import Checkpoint
from generator.errors import EngineClosed, EngineError
from generator.notation.modeltext import END, START

log = logging.getLogger(__name__)

ROWS = 8
LIMIT = 1600
"""A text that has not ended after so many characters is no tune."""


@dataclass(frozen=True, slots=True)
class Draw:
    """`prompt` is fed as it is; the model goes on from there. Same draw, same text."""

    prompt: str
    seed: int
    temperature: float


class StepModel:
    """The network for one character per row, weights laid out for it.

    The embedding and the first layer's input weights are one table (V, 4H), since embedding an id and
    multiplying is looking up a row. Gates are in torch's order: input, forget, cell, output.
    """

    def __init__(self, checkpoint: Checkpoint, rows: int, device: torch.device) -> None:
        model = checkpoint.model
        weights = {name: weight.detach().to(device) for name, weight in model.state_dict().items()}
        first_input = weights["lstm.weight_ih_l0"]
        bias = weights["lstm.bias_ih_l0"] + weights["lstm.bias_hh_l0"]
        self.table = weights["embedding.weight"] @ first_input.T + bias
        self.layers = range(model.config.layers)
        self.recurrent = [weights[f"lstm.weight_hh_l{n}"] for n in self.layers]
        self.inputs = [weights[f"lstm.weight_ih_l{n}"] for n in self.layers]
        self.biases = [weights[f"lstm.bias_ih_l{n}"] + weights[f"lstm.bias_hh_l{n}"] for n in self.layers]
        self.out, self.out_bias = weights["linear.weight"], weights["linear.bias"]
        size = (model.config.layers, rows, model.config.hidden)
        self.hidden = torch.zeros(size, device=device)
        self.cell = torch.zeros(size, device=device)

    def reset(self, row: int) -> None:
        """Start the row from the state before any character."""
        self.hidden[:, row] = 0
        self.cell[:, row] = 0

    @torch.inference_mode()
    def step(self, ids: Tensor) -> NDArray[np.float64]:
        """ids (rows,) -> logits of the next character (rows, V); moves every row's state on."""
        from_below = self.table[ids]
        for layer in self.layers:
            if layer:
                from_below = functional.linear(self.hidden[layer - 1], self.inputs[layer], self.biases[layer])
            gates = functional.linear(self.hidden[layer], self.recurrent[layer]) + from_below
            entry, forget, cell, output = gates.chunk(4, dim=1)
            self.cell[layer] = forget.sigmoid() * self.cell[layer] + entry.sigmoid() * cell.tanh()
            self.hidden[layer] = output.sigmoid() * self.cell[layer].tanh()
        logits = functional.linear(self.hidden[-1], self.out, self.out_bias)
        return logits.double().cpu().numpy()


class _Row:
    """One draw on its way: what is left of its prompt, what it has written."""

    def __init__(self, draw: Draw, answer: Future[str], prompt: list[int], start: int) -> None:
        self.answer = answer
        self.temperature = draw.temperature
        self.forced = prompt[::-1]
        self.text: list[int] = []
        self.next = start
        self.chances = np.random.Generator(np.random.Philox(draw.seed)).random(LIMIT)

    def take(self, logits: NDArray[np.float64]) -> None:
        """Choose the next character: the prompt's while there is one, else by chance."""
        if self.forced:
            self.next = self.forced.pop()
        else:
            self.next = choose(logits, self.temperature, self.chances[len(self.text)])
        self.text.append(self.next)


def choose(logits: NDArray[np.float64], temperature: float, chance: float) -> int:
    """The character in whose share of softmax(logits / temperature) `chance` (0..1) falls."""
    weights = np.exp((logits - logits.max()) / temperature)
    cumulative = np.cumsum(weights)
    return int(np.searchsorted(cumulative, chance * cumulative[-1], side="right").clip(max=len(logits) - 1))


class Table:
    """The rows and their draws. Not safe for threads: one owner steps it."""

    def __init__(self, checkpoint: Checkpoint, rows: int = ROWS, device: str = "cpu") -> None:
        self.alphabet = checkpoint.alphabet
        self.device = torch.device(device)
        self.model = StepModel(checkpoint, rows, self.device)
        self.rows: list[_Row | None] = [None] * rows
        self.start = self.alphabet.encode(START)[0]
        self.end = self.alphabet.encode(END)

    @property
    def free(self) -> int:
        return self.rows.count(None)

    def join(self, draw: Draw, answer: Future[str]) -> None:
        """Put a draw into a free row; `answer` gets its text."""
        index = self.rows.index(None)
        self.rows[index] = _Row(draw, answer, self.alphabet.encode(draw.prompt), self.start)
        self.model.reset(index)

    def step(self) -> None:
        """One character more for every row; finished and cancelled draws leave."""
        ids = [row.next if row else self.start for row in self.rows]
        logits = self.model.step(torch.tensor(ids, device=self.device))
        for index, row in enumerate(self.rows):
            if row is None:
                continue
            row.take(logits[index])
            ended = row.text[-2:] == self.end and not row.forced
            if ended or len(row.text) == LIMIT:
                self.rows[index] = None
                if row.answer.set_running_or_notify_cancel():
                    row.answer.set_result(self.alphabet.decode(row.text))
            elif row.answer.cancelled():
                self.rows[index] = None

    def fail(self, error: Exception) -> None:
        """Tell everyone in the table that nothing will come."""
        for row in self.rows:
            if row and row.answer.set_running_or_notify_cancel():
                row.answer.set_exception(error)
        self.rows = [None] * len(self.rows)


class Sampler:
    """The one thread that owns the table. Draws come in by a queue and are answered by futures."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._inbox: queue.SimpleQueue[tuple[Draw, Future[str]] | None] = queue.SimpleQueue()
        self._waiting = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)
        self._thread.start()

    @property
    def spare(self) -> int:
        """Rows that nobody uses or waits for, about now."""
        return max(0, self._table.free - self._inbox.qsize())

    def draw(self, draw: Draw) -> Future[str]:
        """The text, in the future. Cancelling the future frees the row. Raises EngineClosed."""
        if self._closed:
            raise EngineClosed
        answer: Future[str] = Future()
        self._inbox.put((draw, answer))
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
            self._closed = True
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
            draw, answer = item
            if not answer.cancelled():
                self._table.join(draw, answer)
        return not self._closed

    def _drain(self) -> None:
        while not self._inbox.empty():
            item = self._inbox.get()
            if item and item[1].set_running_or_notify_cancel():
                item[1].set_exception(EngineClosed())
