"""The memory of each row of a step on a CPU: keys and values of its characters so far (see `model.memory`).

Shapes: n rows that are stepped, C characters that there is room for, N heads, W width of a key, F of the
distances, U of a value and of the logits, which it is added to (see `model.weights.head_weights`).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from generator.model.weights import Weights, memory_shape, value_table
from generator.sampling.compiled import compiled

ROOM = 512
"""Characters that there is room for at first. Most tunes do not fill it; it doubles when needed."""


class RowMemory:
    """Keys and values of all rows.

    Each row is read by itself, as far as it is written, so that its result depends neither on the other rows
    nor on their lengths.
    """

    def __init__(self, weights: Weights, rows: int, bar_line: int = -1) -> None:
        """`bar_line` is the id of that character, by which distances are counted."""
        self._table = value_table(weights)
        self._bar_line = bar_line
        shape = memory_shape(weights)
        self._recall = compiled(recall_by_row)
        self._keys = self._table.new_zeros(rows, shape.heads, ROOM, shape.key)
        self._values = self._table.new_zeros(rows, shape.heads, ROOM, shape.value)
        self._bar_lines = torch.zeros(rows, ROOM, dtype=torch.long)
        self._lengths = [0] * rows

    @torch.inference_mode()  # as a step is: what grew in one cannot be written outside it
    def reset(self, row: int) -> None:
        """Forget the row's characters."""
        self._lengths[row] = 0
        self._keys[row, :, 0] = 0  # there is no output before the first character
        self._bar_lines[row, 0] = 0

    def advance(self, ids: Tensor, heads: Tensor, first: int, used: Sequence[int]) -> Tensor:
        """ids (n,) and heads (n, NW + NW + NF + U + NU) of the rows from `first` on -> logits (n, U).

        The rows in `used` become one character longer. What an unused row writes is overwritten later.
        """
        lengths = self._lengths[first : first + len(ids)]
        self._make_room(max(lengths) + 2)
        for row in used:
            self._lengths[row] += 1
        memory = self._table, self._keys, self._values, self._bar_lines
        logits: Tensor = self._recall(ids, heads, *memory, self._bar_line, first, lengths)
        return logits

    def _make_room(self, characters: int) -> None:
        room = self._keys.shape[2]
        if characters > room:
            self._keys = functional.pad(self._keys, (0, 0, 0, room))
            self._values = functional.pad(self._values, (0, 0, 0, room))
            self._bar_lines = functional.pad(self._bar_lines, (0, room))


def recall_by_row(
    ids: Tensor, heads: Tensor, table: Tensor, keys: Tensor, values: Tensor, bar_lines: Tensor,
    bar_line: int, first: int, lengths: list[int],
) -> Tensor:  # fmt: skip
    """Logits (n, U) with what each row reads from its memory, one row after the other; compiled by torch.jit.

    The n rows, from `first` on, have `lengths` characters so far. Writes each row's values into `values`
    (rows, N, C, U) after them, and the keys of its next character into `keys` (rows, N, C, W) and the bar
    lines so far into `bar_lines` (rows, C) one place further.
    """
    count, room, key_size, value_size = keys.size(1), keys.size(2), keys.size(3), values.size(3)
    distances = heads.size(1) - 2 * count * key_size - (count + 1) * value_size
    sizes = [count * key_size, count * key_size, distances, value_size, count * value_size]
    query, next_key, liking, logits, value = torch.split(heads, sizes, 1)
    length_of = torch.tensor(lengths)
    rows = torch.arange(first, first + len(lengths))
    ends = rows * room + length_of
    passed = bar_lines.view(-1).index_select(0, ends) + (ids == bar_line)
    bar_lines.view(-1).index_copy_(0, ends + 1, passed)
    places = ((rows.unsqueeze(1) * count + torch.arange(count)) * room + length_of.unsqueeze(1)).view(-1)
    written = (value + table.index_select(0, ids)).view(-1, value_size)
    values.view(-1, value_size).index_copy_(0, places, written)
    keys.view(-1, key_size).index_copy_(0, places + 1, next_key.reshape(-1, key_size))
    liked = liking.reshape(len(lengths) * count, -1)
    queries = query.reshape(-1, key_size)
    for row, length in enumerate(lengths):
        away = bar_lines[first + row].narrow(0, 1, length + 1)
        if distances > 0:
            away = (passed[row] - away).clamp_max(liked.size(1) - 1)
        for head in range(count):
            own_keys = keys[first + row][head].narrow(0, 0, length + 1)
            own_query = queries[row * count + head]
            if distances > 0:
                scores = torch.addmv(liked[row * count + head].index_select(0, away), own_keys, own_query)
            else:
                scores = torch.mv(own_keys, own_query)
            own_values = values[first + row][head].narrow(0, 0, length + 1)
            logits[row].addmv_(own_values.t(), scores.softmax(0))
    return logits
