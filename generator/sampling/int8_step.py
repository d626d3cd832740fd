"""The network's step on x86 processors: weights and activations as bytes, one call of torch for a character.

A fourth of the weights' bytes to read is nearly a fourth of the time; the held-out bits move by less than
half a percent (test_shipped). Each output's weights have their own scale. All activations share one, since
every input is padded with the limits of a hidden state, 1 and -1: sums of whole numbers are exact, so a row's
result depends neither on its neighbours nor on their number. An activation has seven bits: with eight, older
processors' sums overflow.

The step is compiled by torch.jit: called operation by operation from Python, a row alone takes twice as long.
Torch has announced that torch.jit and its quantized tensors will go; Lilt pins its torch.
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
from generator.model.weights import bias, heard_weights, input_table, sigmoids_first

BYTES = "fbgemm"
"""Torch's kernels for whole numbers on x86 processors."""

PADDING = 8
"""Columns that are added to an input: 1, -1 and zeros."""


class ByteStep:
    """Steps the rows that are needed, and those between them. See step.Step."""

    def __init__(self, checkpoint: Checkpoint, rows: int) -> None:
        torch.backends.quantized.engine = BYTES
        config = checkpoint.model.config
        self._network = _compiled(_Network(dict(checkpoint.model.state_dict()), config.layers, config.hidden))
        layers = range(config.layers)
        self._heard = [_padded(torch.zeros(rows, config.hidden * (2 if layer else 1))) for layer in layers]
        self._heard.append(_padded(torch.zeros(rows, config.hidden)))
        self._cells = [torch.zeros(rows, config.hidden) for _ in layers]
        self._vocabulary = config.vocabulary

    def reset(self, row: int) -> None:
        """See Step."""
        for heard in self._heard:
            heard[row, :-PADDING] = 0
        for cell in self._cells:
            cell[row] = 0

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step."""
        needed = [row for row, one in enumerate(ids) if one is not None]
        logits = np.zeros((len(ids), self._vocabulary))
        if needed:
            first, last = needed[0], needed[-1] + 1
            fed = torch.tensor([one or 0 for one in ids[first:last]])
            logits[first:last] = self._network(fed, first, last, self._heard, self._cells).numpy()
        return logits


class _Network(nn.Module):
    """Written in the part of Python that torch.jit compiles."""

    def __init__(self, weights: dict[str, Tensor], layers: int, hidden: int) -> None:
        super().__init__()
        self.table = sigmoids_first(input_table(weights))
        self.layers = nn.ModuleList(_Layer(weights, layer, hidden) for layer in range(layers))
        self.out, self.out_bias = packed(weights["linear.weight"]), weights["linear.bias"]

    def forward(self, ids: Tensor, first: int, last: int, heard: list[Tensor], cells: list[Tensor]) -> Tensor:
        """ids (n,) of the rows from `first` to before `last` -> logits (n, V); moves their state on.

        `heard` is what the product of each layer, and of the output, takes: the layer below, the layer itself
        a character ago, the padding.
        """
        passed = self.table.index_select(0, ids)
        for number, layer in enumerate(self.layers):
            own, above = heard[number][first:last], heard[number + 1][first:last]
            passed = layer(passed, own, above, cells[number][first:last])
        logits: Tensor = torch.ops.quantized.linear_dynamic(passed, self.out, True)
        return logits.add_(self.out_bias)


class _Layer(nn.Module):
    def __init__(self, weights: dict[str, Tensor], layer: int, hidden: int) -> None:
        super().__init__()
        self.weights = packed(sigmoids_first(heard_weights(weights, layer).T).T)
        self.bias = sigmoids_first(bias(weights, layer))
        self.is_first = layer == 0
        self.own = 0 if self.is_first else hidden
        self.size = hidden

    def forward(self, start: Tensor, heard: Tensor, above: Tensor, cell: Tensor) -> Tensor:
        """The rows' new cells and outputs: heard by the layer itself next time, by the one above at once."""
        product = torch.ops.quantized.linear_dynamic(heard, self.weights, True)
        gates = product.add_(start if self.is_first else self.bias)
        gates[:, : 3 * self.size].sigmoid_()
        gates[:, 3 * self.size :].tanh_()
        entry, forget, output, candidate = gates.chunk(4, dim=1)
        cell.mul_(forget).addcmul_(entry, candidate)
        hidden = cell.tanh().mul_(output)
        heard[:, self.own : self.own + self.size].copy_(hidden)
        above[:, : self.size].copy_(hidden)
        return above


def _compiled(network: nn.Module) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.jit.script(network.eval())


def _padded(heard: Tensor) -> Tensor:
    limits = torch.zeros(len(heard), PADDING)
    limits[:, 0], limits[:, 1] = 1, -1
    return torch.cat([heard, limits], dim=1)


def packed(weights: Tensor) -> Any:
    """(N, K) as bytes with a scale per row of N, the padding's weights 0, as torch's kernel wants them."""
    padded = torch.cat([weights, torch.zeros(len(weights), PADDING)], dim=1)
    scales = (padded.abs().amax(dim=1) / 127).clamp(min=1e-8).double()
    zeros = torch.zeros(len(weights), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        whole = torch.quantize_per_channel(padded, scales, zeros, 0, torch.qint8)
    return torch.ops.quantized.linear_prepack(whole, None)
