"""A model's weights, laid out for stepping one character at a time.

The embedding and the first layer's input weights become one table (V, 4H): to embed an id and multiply is
to look up a row.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

Weights = dict[str, Tensor]
"""Name in torch's modules -> weights. H: units of a layer, V: characters, M: width of the memory's keys."""


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


def head_weights(weights: Weights) -> Tensor:
    """(V, H): what makes the logits of the last layer's output. With a memory, (W + W + U + U, H).

    With a memory they make the query (its scale included), the key of the next character, the logits, and the
    value of this character. Only the Linear layer reads a value, so it is kept as what it adds to the logits:
    V numbers, not H. M and V are filled up with zeros to W and U, multiples of 16: all rows then begin at the
    same alignment, on which the last bit of a product can depend.
    """
    linear = weights["linear.weight"]
    if "memory.key.weight" not in weights:
        return linear
    query, key = weights["memory.query.weight"], weights["memory.key.weight"]
    value = linear @ weights["memory.value.weight"][:, : linear.shape[1]]
    return torch.cat([_filled(part) for part in (query / math.sqrt(len(query)), key, linear, value)])


def head_bias(weights: Weights) -> Tensor:
    """(V,) or, with a memory, (W + W + U + U,): only the logits have a bias."""
    values = weights["linear.bias"]
    if "memory.key.weight" not in weights:
        return values
    width, scores = memory_sizes(weights)
    return functional.pad(values, (2 * width, 2 * scores - len(values)))


def value_table(weights: Weights) -> Tensor:
    """(V, U): what each character adds to its value in the memory."""
    linear = weights["linear.weight"]
    of_embedding = weights["memory.value.weight"][:, linear.shape[1] :]
    return weights["embedding.weight"] @ _filled(linear @ of_embedding).T


def memory_sizes(weights: Weights) -> tuple[int, int]:
    """W and U: the widths of a key and of a value, as a step keeps them."""
    return len(_filled(weights["memory.key.weight"])), len(_filled(weights["linear.weight"]))


def _filled(rows: Tensor) -> Tensor:
    return functional.pad(rows, (0, 0, 0, -len(rows) % 16))
