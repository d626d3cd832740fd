"""The memory of each row of a step: keys and values of the row's characters so far (see `model.memory`).

Shapes: n rows that are stepped, C characters that there is room for, W width of a key, U width of a value and
of the logits, which it is added to (see `model.weights.head_weights`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from generator.model.weights import Weights, memory_sizes, value_table
from generator.sampling.compiled import compiled
from generator.sampling.request import CHARACTER_LIMIT

ROOM = 512
"""Characters that there is room for on a CPU at first. Most tunes do not fill it; it doubles when needed."""

Recall = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor, int, list[int]], Tensor]
"""`recall_by_row` or `recall_together`."""


class RowMemory:
    """Keys and values of all rows, on the device of the weights.

    On a CPU each row is read by itself, as far as it is written, so that its result depends neither on the
    other rows nor on their lengths. On a GPU, where one large operation is faster than many small ones, all
    rows are read together, always in the same shape, with the places that are not written left out.
    """

    def __init__(self, weights: Weights, rows: int) -> None:
        self._table = value_table(weights)
        key, value = memory_sizes(weights)
        on_cpu = self._table.device.type == "cpu"
        self._recall: Recall = compiled(recall_by_row) if on_cpu else recall_together
        room = ROOM if on_cpu else CHARACTER_LIMIT + 2
        self._keys = self._table.new_zeros(rows, room, key)
        self._values = self._table.new_zeros(rows, room, value)
        self._lengths = [0] * rows

    @torch.inference_mode()  # as a step is: what grew in one cannot be written outside it
    def reset(self, row: int) -> None:
        """Forget the row's characters."""
        self._lengths[row] = 0
        self._keys[row, 0] = 0  # there is no output before the first character

    def advance(self, ids: Tensor, heads: Tensor, first: int, used: Sequence[int]) -> Tensor:
        """ids (n,) and heads (n, W + W + U + U) of the rows from `first` on -> logits (n, U).

        The rows in `used` become one character longer. What an unused row writes is overwritten later.
        """
        lengths = self._lengths[first : first + len(ids)]
        self._make_room(max(lengths) + 2)
        for row in used:
            self._lengths[row] += 1
        return self._recall(ids, heads, self._table, self._keys, self._values, first, lengths)

    def _make_room(self, characters: int) -> None:
        room = self._keys.shape[1]
        if characters > room:
            self._keys = functional.pad(self._keys, (0, 0, 0, room))
            self._values = functional.pad(self._values, (0, 0, 0, room))


def recall_by_row(
    ids: Tensor, heads: Tensor, table: Tensor, keys: Tensor, values: Tensor, first: int, lengths: list[int]
) -> Tensor:
    """Logits (n, U) with what each row reads from its memory, one row after the other; compiled by torch.jit.

    The n rows, from `first` on, have `lengths` characters so far. Writes each row's value into `values`
    (rows, C, U) after them, and the key of its next character into `keys` (rows, C, W) one place further.
    """
    room, key_size, value_size = keys.size(1), keys.size(2), values.size(2)
    query, next_key, logits, value = torch.split(heads, [key_size, key_size, value_size, value_size], 1)
    ends = torch.tensor([(first + row) * room + length for row, length in enumerate(lengths)])
    values.view(-1, value_size).index_copy_(0, ends, value + table.index_select(0, ids))
    keys.view(-1, key_size).index_copy_(0, ends + 1, next_key)
    queries, scores = query.unbind(0), logits.unbind(0)
    for row, length in enumerate(lengths):
        weights = torch.mv(keys[first + row].narrow(0, 0, length + 1), queries[row]).softmax(0)
        scores[row].addmv_(values[first + row].narrow(0, 0, length + 1).t(), weights)
    return logits


def recall_together(
    ids: Tensor, heads: Tensor, table: Tensor, keys: Tensor, values: Tensor, first: int, lengths: list[int]
) -> Tensor:
    """The same in a few operations for all rows, none of which waits for the device (not measured on one)."""
    keys, values = keys.narrow(0, first, len(lengths)), values.narrow(0, first, len(lengths))
    key_size, value_size = keys.size(2), values.size(2)
    query, next_key, logits, value = torch.split(heads, [key_size, key_size, value_size, value_size], 1)
    rows = torch.arange(len(lengths), device=keys.device)
    ends = torch.tensor(lengths, pin_memory=keys.is_cuda).to(keys.device, non_blocking=True)
    values[rows, ends] = value + table[ids]
    keys[rows, ends + 1] = next_key
    scores = (keys @ query.unsqueeze(2)).squeeze(2)  # (n, C)
    unwritten = torch.arange(keys.size(1), device=keys.device) > ends.unsqueeze(1)
    weights = scores.masked_fill(unwritten, -torch.inf).softmax(1)
    return logits + (weights.unsqueeze(1) @ values).squeeze(1)
