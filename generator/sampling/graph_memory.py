"""The memory of all rows of a step as tensors of fixed shape, so that a step can be a CUDA graph.

As `row_memory`, whose shapes and widths it has, but all rows are read together, as many stretches of their
places as the longest row needs, with the places that are not written left out. Only how many stretches that
are is decided on the host.

A row's result does not depend on that number: stretches are read one after the other, each with the same
operations, and what a stretch adds in which nothing is written is exactly nothing (a softmax in stretches,
Milakov and Gimelshein 2018, arXiv:1805.02867).
"""

from __future__ import annotations

import torch
from torch import Tensor

from generator.model.weights import Weights, memory_shape, value_table
from generator.sampling.request import CHARACTER_LIMIT

STRETCH = 512
"""Places of a stretch: most tunes fill no more than one."""
_UNWRITTEN = -1e30
"""The score of a place that is not written: e to its power is 0 beside any other's, and no NaN alone."""


class GraphMemory:
    """Keys, values, bar lines and lengths of n rows, on the device of the weights."""

    def __init__(
        self,
        weights: Weights,
        rows: int,
        bar_line: int,
        characters: int = CHARACTER_LIMIT,
        stretch: int = STRETCH,
    ) -> None:
        """`characters`: the most that a row may have; more of them are an index out of range."""
        self._table = value_table(weights)
        self._bar_line = bar_line
        heads, key, distances, value = self._shape = memory_shape(weights)
        self._widths = [heads * key, heads * key, heads * distances, value, heads * value]
        room = characters + 2  # a row that is full still writes, though nobody reads it
        room += -room % stretch
        self._stretch = stretch
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

    def stretches(self, longest: int) -> int:
        """How many stretches must be read when the longest row that is used has so many characters."""
        return longest // self._stretch + 1

    @property
    def most_stretches(self) -> int:
        return len(self._places) // self._stretch

    def advance(self, ids: Tensor, used: Tensor, heads: Tensor, stretches: int) -> Tensor:
        """ids (n,), used (n,) as 0 or 1, heads (n, NW + NW + NF + U + NU) -> logits (n, U).

        The used rows become one character longer. What an unused row writes is overwritten later.
        """
        query, next_key, liking, logits, value = torch.split(heads, self._widths, 1)
        passed = self._write(ids, next_key, value)
        asked, liked = self._by_head(query).unsqueeze(3), self._by_head(liking)
        best, total, read = self._read_stretch(0, asked, liked, passed)
        for number in range(1, stretches):
            its_best, its_total, its_read = self._read_stretch(number, asked, liked, passed)
            before, best = best, best.maximum(its_best)
            kept, added = (before - best).exp(), (its_best - best).exp()
            total = total * kept + its_total * added
            read = read * kept + its_read * added
        self._lengths.add_(used)
        return logits + (read / total).sum(1)

    def _read_stretch(
        self, number: int, asked: Tensor, liked: Tensor, passed: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Of each row and head: the best score (n, N, 1), the sum of all e to the power of what a score is
        less than it (n, N, 1), and of all values weighted so (n, N, U)."""
        places = slice(number * self._stretch, (number + 1) * self._stretch)
        scores = (self._keys[:, :, places] @ asked).squeeze(3)
        if self._shape.distances:
            scores = scores + self._of_distance(liked, passed, self._bar_lines[:, 1:][:, places])
        unwritten = self._places[places] > self._lengths.unsqueeze(1)
        scores = scores.masked_fill(unwritten.unsqueeze(1), _UNWRITTEN)
        best = scores.amax(2, keepdim=True)
        weights = (scores - best).exp()
        read = (weights.unsqueeze(2) @ self._values[:, :, places]).squeeze(2)
        return best, weights.sum(2, keepdim=True), read

    def _write(self, ids: Tensor, next_key: Tensor, value: Tensor) -> Tensor:
        """Write the values of these characters and the keys of the next ones; the bar lines so far (n,)."""
        ends, rows = self._lengths, self._rows
        passed = self._bar_lines[rows, ends] + (ids == self._bar_line)
        self._bar_lines[rows, ends + 1] = passed
        self._values[rows, :, ends] = self._by_head(value + self._table[ids])
        self._keys[rows, :, ends + 1] = self._by_head(next_key)
        return passed

    def _of_distance(self, liked: Tensor, passed: Tensor, bar_lines: Tensor) -> Tensor:
        """liked (n, N, F), bar_lines (n, C) -> what is added to the score of each of the places (n, N, C)."""
        away = passed.unsqueeze(1) - bar_lines
        away = away.clamp(0, liked.shape[2] - 1).unsqueeze(1)
        return liked.gather(2, away.expand(-1, liked.shape[1], -1))

    def _by_head(self, joined: Tensor) -> Tensor:
        """(n, N * X) -> (n, N, X)"""
        return joined.reshape(len(joined), self._shape.heads, -1)
