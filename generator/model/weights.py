"""A model's weights, laid out for stepping one character at a time.

The embedding and the first layer's input weights become one table (V, 4H): to embed an id and multiply is
to look up a row.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

Weights = dict[str, Tensor]
"""Name in torch's modules -> weights. H: units of a layer, D: embedding, V: characters."""


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


def all_sigmoids(gates: Tensor) -> Tensor:
    """(…, 4H) in torch's order input, forget, cell, output -> input, forget, output, and twice the cell.

    tanh x is 2 sigmoid(2x) - 1: one call for all four is faster than a tanh for one of them.
    """
    entry, forget, cell, output = gates.chunk(4, dim=-1)
    return torch.cat([entry, forget, output, 2 * cell], dim=-1)


class MemoryShape(NamedTuple):
    """N heads of a memory, and the widths that a step keeps: W of a key, F of distances, U of a value.

    Widths are filled up with zeros to multiples of 16: all rows then begin at the same alignment, on which
    the last bit of a product can depend. F is 0 if the memory does not tell distances apart.
    """

    heads: int
    key: int
    distances: int
    value: int


def memory_shape(weights: Weights) -> MemoryShape:
    """The shape of the memory of a model that has one."""
    vocabulary, hidden = weights["linear.weight"].shape
    heads = len(weights["memory.value.weight"]) // hidden
    width = len(weights["memory.query.weight"]) // heads
    distance = weights.get("memory.distance")
    distances = 0 if distance is None else _multiple(distance.shape[1])
    return MemoryShape(heads, _multiple(width), distances, _multiple(vocabulary))


def head_weights(weights: Weights) -> Tensor:
    """(V, H): what makes the logits of the last layer's output. With a memory, (NW + NW + NF + U + NU, H).

    With a memory they make, for each head, the query (its scale included), the key of the next character and
    the query's liking for each distance; then the logits; then each head's value of this character. Only the
    Linear layer reads a value, so it is kept as what it adds to the logits: V numbers, not H.
    """
    linear = weights["linear.weight"]
    if "memory.key.weight" not in weights:
        return linear
    heads = memory_shape(weights).heads
    query, key = (
        weights[f"memory.{name}.weight"].view(heads, -1, linear.shape[1]) for name in ("query", "key")
    )
    query = query / math.sqrt(query.shape[1])
    value = _values_as_logits(weights)[:, :, : linear.shape[1]]
    parts = (query, key, _distances(weights) @ query, linear.unsqueeze(0), value)
    return torch.cat([_filled(part).flatten(0, 1) for part in parts])


def head_bias(weights: Weights) -> Tensor:
    """(V,) or, with a memory, (NW + NW + NF + U + NU,): only the logits have a bias."""
    bias_of_logits = weights["linear.bias"]
    if "memory.key.weight" not in weights:
        return bias_of_logits
    heads, key, distances, value = memory_shape(weights)
    before = heads * (2 * key + distances)
    return functional.pad(bias_of_logits, (before, (heads + 1) * value - len(bias_of_logits)))


def value_table(weights: Weights) -> Tensor:
    """(V, NU): what each character adds to its values in the memory."""
    hidden = weights["linear.weight"].shape[1]
    of_embedding = _filled(_values_as_logits(weights)[:, :, hidden:])
    return weights["embedding.weight"] @ of_embedding.flatten(0, 1).T


def _distances(weights: Weights) -> Tensor:
    """(N, F, M); the last vector, which stands for all that is farther away, is repeated to fill it up."""
    distance, query = weights.get("memory.distance"), weights["memory.query.weight"]
    if distance is None:
        heads = memory_shape(weights).heads
        return query.new_zeros(heads, 0, len(query) // heads)
    fill = _multiple(distance.shape[1]) - distance.shape[1]
    return torch.cat([distance, distance[:, -1:].expand(-1, fill, -1)], dim=1)


def _values_as_logits(weights: Weights) -> Tensor:
    """(N, V, H + D): what each head's value adds to the logits, by output and embedding."""
    linear, value = weights["linear.weight"], weights["memory.value.weight"]
    return linear @ value.view(-1, linear.shape[1], value.shape[1])


def _filled(rows: Tensor) -> Tensor:
    """(N, X, …) with X filled up with zeros."""
    return functional.pad(rows, (0, 0, 0, _multiple(rows.shape[1]) - rows.shape[1]))


def _multiple(width: int) -> int:
    return width + -width % 16
