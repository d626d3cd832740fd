"""The network's step with 8-bit weights and activations, for x86 processors: one call of torch per character.

It reads a fourth of the bytes in nearly a fourth of the time; the held-out bits per character change by less
than half a percent (test_shipped_model). Each output's weights have their own scale. All activations share
one, since every input is padded with the limits of a hidden state, 1 and -1. Sums of integers are exact, so a
row's result depends neither on its neighbours nor on their number. An activation has seven bits: with eight,
sums overflow on older processors.

The step is compiled (see `compiled`): called operation by operation from Python, one row takes twice as long.
Torch has announced that it will drop quantized tensors; Lilt pins its version of torch.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from generator.model.checkpoint import Checkpoint
from generator.model.weights import all_sigmoids, bias, head_bias, head_weights, input_table, layer_weights
from generator.sampling.compiled import compiled
from generator.sampling.row_memory import RowMemory

INT8_ENGINE = "fbgemm"
"""Torch's 8-bit kernels on x86 processors."""

PADDING = 8
"""Columns that are added to an input: 1, -1 and zeros."""


class Int8Step:
    """Steps the rows that are needed, and those between them. See `step.Step`."""

    def __init__(self, checkpoint: Checkpoint, rows: int) -> None:
        torch.backends.quantized.engine = INT8_ENGINE
        config = checkpoint.model.config
        weights = dict(checkpoint.model.state_dict())
        self._network = compiled(_Network(weights, config.layers, config.hidden).eval())
        self._memory = RowMemory(weights, rows, config.bar_line) if config.memory else None
        layers = range(config.layers)
        self._inputs = [_padded(torch.zeros(rows, config.hidden * (2 if layer else 1))) for layer in layers]
        self._inputs.append(_padded(torch.zeros(rows, config.hidden)))
        self._cells = [torch.zeros(rows, config.hidden) for _ in layers]
        self._vocabulary = config.vocabulary

    def reset(self, row: int) -> None:
        """See Step."""
        for layer_input in self._inputs:
            layer_input[row, :-PADDING] = 0
        for cell in self._cells:
            cell[row] = 0
        if self._memory:
            self._memory.reset(row)

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step."""
        needed = [row for row, id_ in enumerate(ids) if id_ is not None]
        logits = np.zeros((len(ids), self._vocabulary))
        if needed:
            first, last = needed[0], needed[-1] + 1
            fed = torch.tensor([id_ or 0 for id_ in ids[first:last]])
            scores = self._network(fed, first, last, self._inputs, self._cells)
            if self._memory:
                scores = self._memory.advance(fed, scores, first, needed)
            logits[first:last] = scores.numpy()[:, : self._vocabulary]
        return logits


class _Network(nn.Module):
    """The network, in the subset of Python that torch.jit compiles."""

    def __init__(self, weights: dict[str, Tensor], layers: int, hidden: int) -> None:
        super().__init__()
        self.table = all_sigmoids(input_table(weights))
        self.layers = nn.ModuleList(_Layer(weights, layer, hidden) for layer in range(layers))
        self.out, self.out_bias = pack_int8(head_weights(weights)), head_bias(weights)

    def forward(
        self, ids: Tensor, first: int, last: int, inputs: list[Tensor], cells: list[Tensor]
    ) -> Tensor:
        """ids (n,) of the rows from `first` to before `last` -> logits (n, V); advances their state.

        With a memory: what its `RowMemory` needs, (n, NW + NW + NF + U + NU).

        `inputs`: the input of each layer, and of the output: what comes from the layer below, the layer's own
        output a character ago, the padding.
        """
        passed = self.table.index_select(0, ids)
        for number, layer in enumerate(self.layers):
            own, above = inputs[number][first:last], inputs[number + 1][first:last]
            passed = layer(passed, own, above, cells[number][first:last])
        logits: Tensor = torch.ops.quantized.linear_dynamic(passed, self.out, True)
        return logits.add_(self.out_bias)


class _Layer(nn.Module):
    def __init__(self, weights: dict[str, Tensor], layer: int, hidden: int) -> None:
        super().__init__()
        self.weights = pack_int8(all_sigmoids(layer_weights(weights, layer).T).T)
        self.bias = all_sigmoids(bias(weights, layer))
        self.is_first = layer == 0
        self.own = 0 if self.is_first else hidden
        self.size = hidden

    def forward(self, start: Tensor, layer_input: Tensor, above: Tensor, cell: Tensor) -> Tensor:
        """The rows' new cells and outputs: inputs of this layer next time, and of the one above now."""
        product = torch.ops.quantized.linear_dynamic(layer_input, self.weights, True)
        gates = product.add_(start if self.is_first else self.bias).sigmoid_()
        entry, forget, output, candidate = gates.chunk(4, dim=1)
        cell.mul_(forget).addcmul_(entry, candidate, value=2).sub_(entry)
        hidden = cell.tanh().mul_(output)
        layer_input[:, self.own : self.own + self.size].copy_(hidden)
        above[:, : self.size].copy_(hidden)
        return above


def _padded(values: Tensor) -> Tensor:
    limits = torch.zeros(len(values), PADDING)
    limits[:, 0], limits[:, 1] = 1, -1
    return torch.cat([values, limits], dim=1)


def pack_int8(weights: Tensor) -> Any:
    """Weights (N, K) in 8 bits, with a scale for each of the N rows and weights 0 for the padding."""
    padded = torch.cat([weights, torch.zeros(len(weights), PADDING)], dim=1)
    scales = (padded.abs().amax(dim=1) / 127).clamp(min=1e-8).double()
    zeros = torch.zeros(len(weights), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        quantized = torch.quantize_per_channel(padded, scales, zeros, 0, torch.qint8)
    return torch.ops.quantized.linear_prepack(quantized, None)
