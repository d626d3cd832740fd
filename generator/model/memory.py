"""The memory: attention over all characters of a tune so far, by which the network repeats phrases.

As in Merity's SHA-RNN (arXiv:1911.11423). A key is made from the LSTM's output before a character, the value
from the character and the output after it: a query that resembles a key finds what came next there. A query
also prefers some distances to others, counted in bar lines, so that a part can be like the one before it: a
learnt vector for each distance is added to the keys, as in Shaw et al. (arXiv:1803.02155).
Shapes: B tunes, L new characters, T characters before them, D embedding, H units, N heads, M width of a
head's keys.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Past(NamedTuple):
    """Of the characters so far: keys (B, N, T, M), values (B, N, T, H), bar lines up to each (B, T)."""

    keys: Tensor
    values: Tensor
    bar_lines: Tensor


class Memory(nn.Module):
    """Query W_q h_t; key j W_k h_(j-1), which is 0 for the first character; value j W_v [h_j, e(x_j)]."""

    def __init__(
        self,
        embedding: int,
        hidden: int,
        width: int,
        heads: int = 1,
        distances: int = 0,
        dropout: float = 0.0,
    ) -> None:
        """`distances`: how many bar lines back have a vector of their own, 0 for none."""
        super().__init__()
        self.query = nn.Linear(hidden, heads * width, bias=False)
        self.key = nn.Linear(hidden, heads * width, bias=False)
        self.value = nn.Linear(hidden + embedding, heads * hidden, bias=False)
        self.distance = nn.Parameter(torch.zeros(heads, distances + 1, width)) if distances else None
        self.dropout = nn.Dropout(dropout)
        self._heads = heads
        self._scale = 1 / math.sqrt(width)

    def forward(
        self,
        embedded: Tensor,
        output: Tensor,
        before: Tensor,
        is_bar_line: Tensor,
        past: Past | None = None,
    ) -> tuple[Tensor, Past]:
        """embedded (B, L, D), the LSTM's output (B, L, H) -> what is read (B, L, H), and the past after.

        `before` (B, H) is the output before the first of the L characters: 0 at the beginning of a tune.
        `is_bar_line` (B, L) says which of the characters are bar lines.
        """
        keys = self._split(self.key(torch.cat([before.unsqueeze(1), output[:, :-1]], dim=1)))
        values = self._split(self.value(torch.cat([output, embedded], dim=2)))
        bar_lines = is_bar_line.cumsum(1)
        if past is not None:
            bar_lines = torch.cat([past.bar_lines, bar_lines + past.bar_lines[:, -1:]], dim=1)
            keys, values = torch.cat([past.keys, keys], dim=2), torch.cat([past.values, values], dim=2)
        queries = self._split(self.query(output))
        scores = (queries @ keys.transpose(2, 3)).float()  # (B, N, L, T + L)
        if self.distance is not None:
            scores = scores + self._of_distance(queries, self.distance, bar_lines)
        new, seen = scores.shape[2:]
        later = torch.ones(new, seen, dtype=torch.bool, device=scores.device).triu(seen - new + 1)
        weights = (scores * self._scale).masked_fill(later, -math.inf).softmax(-1)
        read = (self.dropout(weights).to(values.dtype) @ values).sum(1)
        return read, Past(keys, values, bar_lines)

    def _split(self, joined: Tensor) -> Tensor:
        """(B, L, N * X) -> (B, N, L, X)"""
        return joined.view(*joined.shape[:2], self._heads, -1).transpose(1, 2)

    def _of_distance(self, queries: Tensor, distance: Tensor, bar_lines: Tensor) -> Tensor:
        """What is added to the scores for each character's distance, (B, N, L, T + L)."""
        by_distance = (queries @ distance.transpose(1, 2)).float()  # (B, N, L, distances + 1)
        new = queries.shape[2]
        away = bar_lines[:, -new:].unsqueeze(2) - bar_lines.unsqueeze(1)  # (B, L, T + L)
        away = away.clamp(0, distance.shape[1] - 1).unsqueeze(1)
        return by_distance.gather(3, away.expand(-1, self._heads, -1, -1))
