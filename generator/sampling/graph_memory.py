"""The memory of all rows of a step as tensors of fixed shape, so that a step can be a CUDA graph.

As `row_memory`, whose shapes and widths it has, but all rows are read together, always to the end of the
room, with the places that are not written left out. Nothing of it is decided on the host.
"""

from __future__ import annotations

import torch
from torch import Tensor

from generator.model.weights import Weights, memory_shape, value_table
from generator.sampling.request import CHARACTER_LIMIT


class GraphMemory:
    """Keys, values, bar lines and lengths of n rows, on the device of the weights."""

    def __init__(self, weights: Weights, rows: int, bar_line: int, characters: int = CHARACTER_LIMIT) -> None:
        """`characters`: the most that a row may have; more of them are an index out of range."""
        self._table = value_table(weights)
        self._bar_line = bar_line
        heads, key, distances, value = self._shape = memory_shape(weights)
        self._widths = [heads * key, heads * key, heads * distances, value, heads * value]
        room = characters + 2  # a row that is full still writes, though nobody reads it
        self._keys = self._table.new_zeros(rows, heads, room, key)
        self._values = self._table.new_zeros(rows, heads, room, value)
        self._bar_lines = torch.zeros(rows, room + 1, dtype=torch.long, device=self._table.device)
        self._lengths = self._bar_lines.new_zeros(rows)
        self._rows = torch.arange(rows, device=self._table.device)
        self._places = torch.arange(room, device=self._table.device)

    def reset(self, row: int) -> None:
        """Forget the row's characters."""
        self._lengths[row] = 0
        self._keys[row, :, 0] = 0  # there is no output before the first character
        self._bar_lines[row, 0] = 0

    def advance(self, ids: Tensor, used: Tensor, heads: Tensor) -> Tensor:
        """ids (n,), used (n,) as 0 or 1, heads (n, NW + NW + NF + U + NU) -> logits (n, U).

        The used rows become one character longer. What an unused row writes is overwritten later.
        """
        query, next_key, liking, logits, value = torch.split(heads, self._widths, 1)
        passed = self._write(ids, next_key, value)
        scores = (self._keys @ self._by_head(query).unsqueeze(3)).squeeze(3)  # (n, N, C)
        if self._shape.distances:
            scores = scores + self._of_distance(self._by_head(liking), passed)
        unwritten = self._places > self._lengths.unsqueeze(1)
        weights = scores.masked_fill(unwritten.unsqueeze(1), -torch.inf).softmax(2)
        read: Tensor = (weights.unsqueeze(2) @ self._values).squeeze(2).sum(1)
        self._lengths.add_(used)
        return logits + read

    def _write(self, ids: Tensor, next_key: Tensor, value: Tensor) -> Tensor:
        """Write the values of these characters and the keys of the next ones; the bar lines so far (n,)."""
        ends, rows = self._lengths, self._rows
        passed = self._bar_lines[rows, ends] + (ids == self._bar_line)
        self._bar_lines[rows, ends + 1] = passed
        self._values[rows, :, ends] = self._by_head(value + self._table[ids])
        self._keys[rows, :, ends + 1] = self._by_head(next_key)
        return passed

    def _of_distance(self, liked: Tensor, passed: Tensor) -> Tensor:
        """liked (n, N, F) -> what is added to the score of each place (n, N, C)."""
        away = passed.unsqueeze(1) - self._bar_lines[:, 1:]
        away = away.clamp(0, liked.shape[2] - 1).unsqueeze(1)
        return liked.gather(2, away.expand(-1, liked.shape[1], -1))

    def _by_head(self, joined: Tensor) -> Tensor:
        """(n, N * X) -> (n, N, X)"""
        return joined.reshape(len(joined), self._shape.heads, -1)
