"""The network for one character per row, its weights laid out for it. Knows nothing of texts or chance.

The embedding and the first layer's input weights are one table (V, 4H), since embedding an id and
multiplying is looking up a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from generator.checkpoint import Checkpoint

NARROW = 8
"""Rows up to which a CPU takes one after the other: a tune alone is ready in a fraction of the time, eight at
once take half as long again (`python -m generator bench`), which the rendering behind them hides."""


class Step(Protocol):
    """Some rows, each with the state of a text being read."""

    def reset(self, row: int) -> None:
        """Start the row from the state before any character."""

    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """ids (rows,) -> logits of the next character (rows, V); None is a row that nobody needs.

        Moves every other row's state on. A row's logits do not depend on its neighbours.
        """


def step_of(checkpoint: Checkpoint, rows: int, device: torch.device) -> Step:
    """The fastest way for so many rows there."""
    if device.type == "cpu" and rows <= NARROW:
        return RowStep(checkpoint, rows)
    return BatchStep(checkpoint, rows, device)


class BatchStep:
    """All rows at once, always in the same shape: so a row's result does not depend on the others."""

    def __init__(self, checkpoint: Checkpoint, rows: int, device: torch.device) -> None:
        model = checkpoint.model
        weights = {name: weight.detach().to(device) for name, weight in model.state_dict().items()}
        self.device = device
        self.table = _table(weights)
        self.layers = range(model.config.layers)
        self.recurrent = [weights[f"lstm.weight_hh_l{n}"] for n in self.layers]
        self.inputs = [weights[f"lstm.weight_ih_l{n}"] for n in self.layers]
        self.biases = [_bias(weights, n) for n in self.layers]
        self.out, self.out_bias = weights["linear.weight"], weights["linear.bias"]
        size = (model.config.layers, rows, model.config.hidden)
        self.hidden = torch.zeros(size, device=device)
        self.cell = torch.zeros(size, device=device)

    def reset(self, row: int) -> None:
        """See Step."""
        self.hidden[:, row] = 0
        self.cell[:, row] = 0

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step."""
        from_below = self.table[torch.tensor([one or 0 for one in ids], device=self.device)]
        for layer in self.layers:
            if layer:
                from_below = functional.linear(self.hidden[layer - 1], self.inputs[layer], self.biases[layer])
            gates = functional.linear(self.hidden[layer], self.recurrent[layer]) + from_below
            entry, forget, cell, output = gates.chunk(4, dim=1)  # torch's order
            self.cell[layer] = forget.sigmoid() * self.cell[layer] + entry.sigmoid() * cell.tanh()
            self.hidden[layer] = output.sigmoid() * self.cell[layer].tanh()
        logits = functional.linear(self.hidden[-1], self.out, self.out_bias)
        return logits.double().cpu().numpy()


class RowStep:
    """One row after the other, on the CPU: a row that nobody needs costs nothing."""

    def __init__(self, checkpoint: Checkpoint, rows: int) -> None:
        model, weights = checkpoint.model, dict(checkpoint.model.state_dict())
        self.table = _sigmoids_first(_table(weights))
        self.layers = [_Layer(weights, n) for n in range(model.config.layers)]
        self.out, self.out_bias = weights["linear.weight"], weights["linear.bias"]
        self.states = [_State(model.config.layers, model.config.hidden) for _ in range(rows)]

    def reset(self, row: int) -> None:
        """See Step."""
        self.states[row].clear()

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step."""
        active = [(row, one) for row, one in enumerate(ids) if one is not None]
        for number, layer in enumerate(self.layers):  # a layer's weights stay in the cache for all rows
            for row, one in active:
                start = self.table[one] if layer.bias is None else layer.bias
                self.states[row].move(number, layer.gates(start, self.states[row].heard[number]))
        logits = np.zeros((len(self.states), len(self.out)))
        for row, _ in active:
            logits[row] = torch.addmv(self.out_bias, self.out, self.states[row].output).numpy()
        return logits


class _Layer:
    """One layer's weights on what it hears: the layer below, if it is not the first, and itself."""

    def __init__(self, weights: dict[str, Tensor], number: int) -> None:
        recurrent = weights[f"lstm.weight_hh_l{number}"]
        below = [weights[f"lstm.weight_ih_l{number}"]] if number else []
        self.weights = _sigmoids_first(torch.cat([*below, recurrent], dim=1).T).T.contiguous()
        self.bias = _sigmoids_first(_bias(weights, number)) if number else None

    def gates(self, start: Tensor, heard: Tensor) -> Tensor:
        """start (4H,) plus what the weights make of what is heard: input, forget, output, cell (4H,)."""
        gates = torch.addmv(start, self.weights, heard)
        size = len(gates) // 4
        gates[: 3 * size].sigmoid_()
        gates[3 * size :].tanh_()
        return gates


class _State:
    """What one row remembers: for each layer what it hears, itself last, and its cell (H,)."""

    def __init__(self, layers: int, hidden: int) -> None:
        self.heard = [torch.zeros(2 * hidden if layer else hidden) for layer in range(layers)]
        self.cells = [torch.zeros(hidden) for _ in range(layers)]

    @property
    def output(self) -> Tensor:
        """Of the last layer (H,)."""
        return self.heard[-1][-len(self.cells[-1]) :]

    def clear(self) -> None:
        for tensor in (*self.heard, *self.cells):
            tensor.zero_()

    def move(self, layer: int, gates: Tensor) -> None:
        """The layer's new cell and output; the layer above hears it."""
        cell, heard = self.cells[layer], self.heard[layer]
        entry, forget, output, candidate = gates.chunk(4)
        cell.mul_(forget).addcmul_(entry, candidate)
        hidden = torch.mul(output, cell.tanh(), out=heard[-len(cell) :])
        if layer + 1 < len(self.heard):
            self.heard[layer + 1][: len(cell)] = hidden


def _table(weights: dict[str, Tensor]) -> Tensor:
    return weights["embedding.weight"] @ weights["lstm.weight_ih_l0"].T + _bias(weights, 0)


def _bias(weights: dict[str, Tensor], layer: int) -> Tensor:
    return weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]


def _sigmoids_first(gates: Tensor) -> Tensor:
    """(…, 4H) in torch's order input, forget, cell, output -> the three that are sigmoids, then the cell."""
    entry, forget, cell, output = gates.chunk(4, dim=-1)
    return torch.cat([entry, forget, output, cell], dim=-1)
