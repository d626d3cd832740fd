"""The memory: attention over all characters of a tune so far, by which the network repeats phrases.

One head, as in Merity's SHA-RNN (arXiv:1911.11423). A key is made from the LSTM's output before a character,
the value from the character and the output after it: a query that resembles a key finds what came next there.
Shapes: B tunes, L new characters, T characters before them, D embedding, H units, M width of the keys.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Past(NamedTuple):
    """Keys (B, T, M) and values (B, T, H) of the characters so far."""

    keys: Tensor
    values: Tensor


class Memory(nn.Module):
    """Query W_q h_t; key j W_k h_(j-1), which is 0 for the first character; value j W_v [h_j, e(x_j)]."""

    def __init__(self, embedding: int, hidden: int, width: int, dropout: float) -> None:
        super().__init__()
        self.query = nn.Linear(hidden, width, bias=False)
        self.key = nn.Linear(hidden, width, bias=False)
        self.value = nn.Linear(hidden + embedding, hidden, bias=False)
        self.dropout = nn.Dropout(dropout)
        self._scale = 1 / math.sqrt(width)

    def forward(
        self, embedded: Tensor, output: Tensor, before: Tensor, past: Past | None = None
    ) -> tuple[Tensor, Past]:
        """embedded (B, L, D), the LSTM's output (B, L, H) -> what is read (B, L, H), and the past after.

        `before` (B, H) is the output before the first of the L characters: 0 at the beginning of a tune.
        """
        keys = self.key(torch.cat([before.unsqueeze(1), output[:, :-1]], dim=1))
        values = self.value(torch.cat([output, embedded], dim=2))
        if past is not None:
            keys, values = torch.cat([past.keys, keys], dim=1), torch.cat([past.values, values], dim=1)
        scores = (self.query(output) @ keys.transpose(1, 2)).float() * self._scale  # (B, L, T + L)
        new, seen = scores.shape[1:]
        later = torch.ones(new, seen, dtype=torch.bool, device=scores.device).triu(seen - new + 1)
        weights = scores.masked_fill(later, -math.inf).softmax(-1)
        return self.dropout(weights).to(values.dtype) @ values, Past(keys, values)
