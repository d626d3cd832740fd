"""The network for one character per row, its weights laid out for it. Knows nothing of texts or chance.

The embedding and the first layer's input weights are one table (V, 4H), since embedding an id and
multiplying is looking up a row.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from generator.checkpoint import Checkpoint

log = logging.getLogger(__name__)

BYTES = "fbgemm"
"""Torch's kernels for whole numbers on x86 processors."""


class Step(Protocol):
    """Some rows, each with the state of a text being read."""

    def reset(self, row: int) -> None:
        """Start the row from the state before any character."""

    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """ids (rows,) -> logits of the next character (rows, V); None is a row that nobody needs.

        Moves every other row's state on. A row's logits do not depend on its neighbours.
        """


def step_of(checkpoint: Checkpoint, rows: int, device: torch.device) -> Step:
    """The fastest way there."""
    if device.type == "cpu" and BYTES in torch.backends.quantized.supported_engines:
        return ByteStep(checkpoint, rows)
    if device.type == "cpu":
        log.warning(
            "no kernels for whole numbers on this processor: composing takes about four times as long"
        )
    return FloatStep(checkpoint, rows, device)


class FloatStep:
    """All rows at once in single precision, always in the same shape: so a row does not depend on others."""

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


class ByteStep:
    """The rows that are needed, on the CPU, weights and activations as bytes.

    A fourth of the weights' bytes to read is nearly a fourth of the time; the held-out bits move by less
    than half a percent (test_shipped). Each output's weights have their own scale. All activations share
    one, since every input is padded with the limits of a hidden state, 1 and -1: sums of whole numbers are
    exact, so a row's result depends neither on its neighbours nor on their number.
    """

    def __init__(self, checkpoint: Checkpoint, rows: int) -> None:
        torch.backends.quantized.engine = BYTES
        config, weights = checkpoint.model.config, dict(checkpoint.model.state_dict())
        self.size = config.hidden
        self.layers = range(config.layers)
        self.table = _sigmoids_first(_table(weights))
        self.biases = [_sigmoids_first(_bias(weights, n)) for n in self.layers]
        self.weights = [packed(_sigmoids_first(_heard_weights(weights, n).T).T) for n in self.layers]
        self.out, self.out_bias = packed(weights["linear.weight"]), weights["linear.bias"]
        self.heard = [_padded(torch.zeros(rows, config.hidden * (2 if n else 1))) for n in self.layers]
        self.heard.append(_padded(torch.zeros(rows, config.hidden)))
        self.cells = [torch.zeros(rows, config.hidden) for _ in self.layers]

    def reset(self, row: int) -> None:
        """See Step."""
        for heard in self.heard:
            heard[row, :-PADDING] = 0
        for cell in self.cells:
            cell[row] = 0

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step."""
        rows = _needed(ids)
        from_below = self.table[[one for one in ids if one is not None]]
        for layer in self.layers:
            start = self.biases[layer] if layer else from_below
            gates = product(self.heard[layer][rows], self.weights[layer]) + start
            self._move(layer, rows, gates)
        logits = np.zeros((len(ids), len(self.out_bias)))
        logits[rows] = (product(self.heard[-1][rows], self.out) + self.out_bias).numpy()
        return logits

    def _move(self, layer: int, rows: slice | list[int], gates: Tensor) -> None:
        """The rows' new cells and outputs: heard by the layer itself next time, by the one above at once."""
        gates[:, : 3 * self.size].sigmoid_()
        gates[:, 3 * self.size :].tanh_()
        entry, forget, output, candidate = gates.chunk(4, dim=1)
        cell = self.cells[layer][rows].mul_(forget).addcmul_(entry, candidate)
        self.cells[layer][rows] = cell
        hidden = cell.tanh().mul_(output)
        own = self.heard[layer].shape[1] - PADDING - self.size
        self.heard[layer][rows, own : own + self.size] = hidden
        self.heard[layer + 1][rows, : self.size] = hidden


def _needed(ids: Sequence[int | None]) -> slice | list[int]:
    """The rows with an id; as a slice, which copies nothing, where they lie side by side."""
    rows = [row for row, one in enumerate(ids) if one is not None]
    side_by_side = bool(rows) and rows[-1] - rows[0] + 1 == len(rows)
    return slice(rows[0], rows[-1] + 1) if side_by_side else rows


PADDING = 8
"""Columns that are added to an input: 1, -1 and zeros."""


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
        # Announced to go in a later torch. Lilt pins its torch.
        warnings.simplefilter("ignore", UserWarning)
        whole = torch.quantize_per_channel(padded, scales, zeros, 0, torch.qint8)
    return torch.ops.quantized.linear_prepack(whole, None)


def product(heard: Tensor, weights: Any) -> Tensor:
    """(rows, K) -> (rows, N). Seven bits an activation: with eight, older processors' sums overflow."""
    product: Tensor = torch.ops.quantized.linear_dynamic(heard, weights, True)
    return product


def _heard_weights(weights: dict[str, Tensor], layer: int) -> Tensor:
    """(4H, H), or (4H, 2H) where there is a layer below: its weights, then the layer's own."""
    below = [weights[f"lstm.weight_ih_l{layer}"]] if layer else []
    return torch.cat([*below, weights[f"lstm.weight_hh_l{layer}"]], dim=1)


def _table(weights: dict[str, Tensor]) -> Tensor:
    return weights["embedding.weight"] @ weights["lstm.weight_ih_l0"].T + _bias(weights, 0)


def _bias(weights: dict[str, Tensor], layer: int) -> Tensor:
    return weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]


def _sigmoids_first(gates: Tensor) -> Tensor:
    """(…, 4H) in torch's order input, forget, cell, output -> the three that are sigmoids, then the cell."""
    entry, forget, cell, output = gates.chunk(4, dim=-1)
    return torch.cat([entry, forget, output, cell], dim=-1)
