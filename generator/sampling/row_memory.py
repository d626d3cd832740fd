"""The memory of each row of a step: keys and values of the row's characters so far (see `model.memory`).

Shapes: n rows that are stepped, C characters that there is room for, M width of the keys, V characters in the
alphabet. A value is V wide: what it adds to the logits (see `model.weights.head_weights`).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from generator.model.weights import Weights, value_table
from generator.sampling.compiled import compiled
from generator.sampling.request import CHARACTER_LIMIT

ROOM = 512
"""Characters that there is room for on a CPU at first, which most tunes do not fill; it doubles when needed."""


class RowMemory:
    """Lies where the weights lie.

    On a CPU each row is read by itself, as far as it is written, so that its result depends neither on the
    other rows nor on their lengths. On a GPU, where one large operation is faster than many small ones, all
    rows are read together in one shape, with the places that are not written left out.
    """

    def __init__(self, weights: Weights, rows: int) -> None:
        self._table = value_table(weights)
        self._sizes = (len(self._table), *[len(weights["memory.key.weight"])] * 2, len(self._table))
        on_cpu = self._table.device.type == "cpu"
        self._read = compiled(read_rows) if on_cpu else read_together
        room = ROOM if on_cpu else CHARACTER_LIMIT + 2
        self._keys = self._table.new_zeros(rows, room, self._sizes[1])
        self._values = self._table.new_zeros(rows, room, self._sizes[3])
        self._lengths = [0] * rows

    def reset(self, row: int) -> None:
        """Forget the row's characters."""
        self._lengths[row] = 0
        self._keys[row, 0] = 0  # the first character has no output before it

    def advance(self, ids: Tensor, heads: Tensor, first: int, used: Sequence[int]) -> Tensor:
        """ids (n,) and heads (n, V + M + M + V) of the rows from `first` on -> logits (n, V).

        The rows in `used` get a character longer.
        """
        last = first + len(ids)
        lengths = self._lengths[first:last]
        self._make_room(max(lengths) + 2)
        logits, query, next_key, value = heads.split(self._sizes, dim=1)
        value = value + self._table[ids]
        keys, values = self._keys[first:last], self._values[first:last]
        for row in used:
            self._lengths[row] += 1
        return logits + self._read(query.contiguous(), next_key, value, keys, values, lengths)

    def _make_room(self, characters: int) -> None:
        room = self._keys.shape[1]
        if characters > room:
            self._keys = functional.pad(self._keys, (0, 0, 0, room))
            self._values = functional.pad(self._values, (0, 0, 0, room))


def read_rows(
    query: Tensor, next_key: Tensor, value: Tensor, keys: Tensor, values: Tensor, lengths: list[int]
) -> Tensor:
    """query (n, M) -> what is read (n, V); one row after the other, compiled by torch.jit.

    Writes `value` (n, V) into `values` (n, C, V) behind the `lengths` characters that are there, and
    `next_key` (n, M) into `keys` (n, C, M) one place further.
    """
    rows, ends = torch.arange(len(lengths)), torch.tensor(lengths)
    values.index_put_([rows, ends], value)
    keys.index_put_([rows, ends + 1], next_key)
    read: list[Tensor] = []
    for row, length in enumerate(lengths):
        weights = torch.mv(keys[row, : length + 1], query[row]).softmax(0)
        read.append(torch.matmul(weights, values[row, : length + 1]))
    return torch.stack(read)


def read_together(
    query: Tensor, next_key: Tensor, value: Tensor, keys: Tensor, values: Tensor, lengths: list[int]
) -> Tensor:
    """The same in a few operations for all rows, none of which waits for the device."""
    rows, ends = torch.arange(len(lengths), device=keys.device), torch.tensor(lengths, device=keys.device)
    values[rows, ends] = value
    keys[rows, ends + 1] = next_key
    scores = (keys @ query.unsqueeze(2)).squeeze(2)  # (n, C)
    unwritten = torch.arange(keys.shape[1], device=keys.device) > ends.unsqueeze(1)
    weights = scores.masked_fill(unwritten, -torch.inf).softmax(1)
    return (weights.unsqueeze(1) @ values).squeeze(1)
