"""The network's step in single precision, for processors without 8-bit kernels and for `graph_step`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from generator.model.checkpoint import Checkpoint
from generator.model.weights import Weights, bias, head_bias, head_weights, input_table
from generator.sampling.row_memory import RowMemory


class FloatNetwork:
    """Embedding, LSTM and Linear, always over all rows, so that a row does not depend on the others."""

    def __init__(self, weights: Weights, rows: int, layers: int, hidden: int) -> None:
        """On the device of the weights."""
        self._table = input_table(weights)
        self._layers = range(layers)
        self._recurrent = [weights[f"lstm.weight_hh_l{n}"] for n in self._layers]
        self._inputs = [weights[f"lstm.weight_ih_l{n}"] for n in self._layers]
        self._biases = [bias(weights, n) for n in self._layers]
        self._out, self._out_bias = head_weights(weights), head_bias(weights)
        self._hidden = self._table.new_zeros(layers, rows, hidden)
        self._cell = torch.zeros_like(self._hidden)

    def reset(self, row: int) -> None:
        """Set the row's state to that before any character."""
        self._hidden[:, row] = 0
        self._cell[:, row] = 0

    def advance(self, ids: Tensor) -> Tensor:
        """ids (n,) -> logits (n, V) or, with a memory, what it needs (see `head_weights`)."""
        from_below = self._table[ids]
        for layer in self._layers:
            if layer:
                from_below = functional.linear(
                    self._hidden[layer - 1], self._inputs[layer], self._biases[layer]
                )
            gates = functional.linear(self._hidden[layer], self._recurrent[layer]) + from_below
            entry, forget, cell, output = gates.chunk(4, dim=1)  # torch's order
            self._cell[layer] = forget.sigmoid() * self._cell[layer] + entry.sigmoid() * cell.tanh()
            self._hidden[layer] = output.sigmoid() * self._cell[layer].tanh()
        return functional.linear(self._hidden[-1], self._out, self._out_bias)


class FloatStep:
    """All rows on a CPU, each with a `RowMemory` if the model has a memory. See `step.Step`."""

    def __init__(self, checkpoint: Checkpoint, rows: int) -> None:
        config = checkpoint.model.config
        weights = {name: weight.detach() for name, weight in checkpoint.model.state_dict().items()}
        self._network = FloatNetwork(weights, rows, config.layers, config.hidden)
        self._memory = RowMemory(weights, rows, config.bar_line) if config.memory else None
        self._vocabulary = config.vocabulary

    def reset(self, row: int) -> None:
        """See Step."""
        self._network.reset(row)
        if self._memory:
            self._memory.reset(row)

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step."""
        fed = torch.tensor([id_ or 0 for id_ in ids])
        logits = self._network.advance(fed)
        if self._memory:
            used = [row for row, id_ in enumerate(ids) if id_ is not None]
            logits = self._memory.advance(fed, logits, 0, used)
        return logits.double().numpy()[:, : self._vocabulary]
