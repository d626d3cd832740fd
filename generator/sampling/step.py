"""A step of the network: one character for each row of a batch. Knows nothing of texts or chance."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from generator.model.checkpoint import Checkpoint
from generator.model.weights import bias, head_bias, head_weights, input_table
from generator.sampling.int8_step import INT8_ENGINE, Int8Step
from generator.sampling.row_memory import RowMemory

log = logging.getLogger(__name__)


class Step(Protocol):
    """The network over a fixed number of rows, each with its own hidden state and memory."""

    def reset(self, row: int) -> None:
        """Set the row's state to that before any character."""

    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """ids (rows,) -> logits of the next character (rows, V); None is an unused row.

        Advances the state of the used rows; that of an unused one is undefined until its reset. A row's
        logits do not depend on its neighbours.
        """


def fastest_step(checkpoint: Checkpoint, rows: int, device: torch.device) -> Step:
    """The fastest step for this device."""
    if device.type == "cpu" and INT8_ENGINE in torch.backends.quantized.supported_engines:
        return Int8Step(checkpoint, rows)
    if device.type == "cpu":
        log.warning("torch has no 8-bit kernels for this processor: composing takes about four times as long")
    return FloatStep(checkpoint, rows, device)


class FloatStep:
    """All rows in single precision, always in the same shape, so that a row does not depend on the others."""

    def __init__(self, checkpoint: Checkpoint, rows: int, device: torch.device) -> None:
        model = checkpoint.model
        weights = {name: weight.detach().to(device) for name, weight in model.state_dict().items()}
        self.device = device
        self.table = input_table(weights)
        self.layers = range(model.config.layers)
        self.recurrent = [weights[f"lstm.weight_hh_l{n}"] for n in self.layers]
        self.inputs = [weights[f"lstm.weight_ih_l{n}"] for n in self.layers]
        self.biases = [bias(weights, n) for n in self.layers]
        self.out, self.out_bias = head_weights(weights), head_bias(weights)
        self.memory = RowMemory(weights, rows, model.config.bar_line) if model.config.memory else None
        size = (model.config.layers, rows, model.config.hidden)
        self.hidden = torch.zeros(size, device=device)
        self.cell = torch.zeros(size, device=device)

    def reset(self, row: int) -> None:
        """See Step."""
        self.hidden[:, row] = 0
        self.cell[:, row] = 0
        if self.memory:
            self.memory.reset(row)

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step."""
        fed = torch.tensor([id_ or 0 for id_ in ids], device=self.device)
        from_below = self.table[fed]
        for layer in self.layers:
            if layer:
                from_below = functional.linear(self.hidden[layer - 1], self.inputs[layer], self.biases[layer])
            gates = functional.linear(self.hidden[layer], self.recurrent[layer]) + from_below
            entry, forget, cell, output = gates.chunk(4, dim=1)  # torch's order
            self.cell[layer] = forget.sigmoid() * self.cell[layer] + entry.sigmoid() * cell.tanh()
            self.hidden[layer] = output.sigmoid() * self.cell[layer].tanh()
        logits = functional.linear(self.hidden[-1], self.out, self.out_bias)
        if self.memory:
            used = [row for row, id_ in enumerate(ids) if id_ is not None]
            logits = self.memory.advance(fed, logits, 0, used)
        return logits.double().cpu().numpy()[:, : len(self.table)]
