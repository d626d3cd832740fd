"""A model's weights, laid out for stepping one character at a time.

The embedding and the first layer's input weights become one table (V, 4H): to embed an id and multiply is
to look up a row.
"""

from __future__ import annotations

import torch
from torch import Tensor

Weights = dict[str, Tensor]
"""Name in torch's modules -> weights. H: units of a layer."""


def input_table(weights: Weights) -> Tensor:
    """(V, 4H): what each character adds to the first layer's gates, the biases included."""
    return weights["embedding.weight"] @ weights["lstm.weight_ih_l0"].T + bias(weights, 0)


def layer_weights(weights: Weights, layer: int) -> Tensor:
    """(4H, H), or (4H, 2H) if there is a layer below: the weights of its output, then of the layer's own."""
    below = [weights[f"lstm.weight_ih_l{layer}"]] if layer else []
    return torch.cat([*below, weights[f"lstm.weight_hh_l{layer}"]], dim=1)


def bias(weights: Weights, layer: int) -> Tensor:
    """(4H,)"""
    return weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]


def sigmoids_first(gates: Tensor) -> Tensor:
    """(…, 4H) in torch's order input, forget, cell, output -> the three that are sigmoids, then the cell."""
    entry, forget, cell, output = gates.chunk(4, dim=-1)
    return torch.cat([entry, forget, output, cell], dim=-1)
