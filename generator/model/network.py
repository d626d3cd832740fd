"""The network: Embedding -> LSTM -> Linear, a character at a time.

The model of MIT's Introduction to Deep Learning, lab 1, with one or more layers and dropout.
Shapes: B tunes, L characters, D embedding, H units, N layers, V characters in the alphabet.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

State = tuple[Tensor, Tensor]
"""Hidden and cell state, each (N, B, H)."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Sizes of the network; `dropout` acts in training only."""

    vocabulary: int
    embedding: int
    hidden: int
    layers: int
    dropout: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class TuneModel(nn.Module):
    """Predicts each next character of a tune from those before it."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        self.lstm = nn.LSTM(config.embedding, config.hidden, config.layers, batch_first=True)
        self.linear = nn.Linear(config.hidden, config.vocabulary)

    def forward(self, ids: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """ids (B, L) -> embedding (B, L, D) -> LSTM (B, L, H) -> logits (B, L, V), and the state after."""
        output, state = self.lstm(self._dropped(self.embedding(ids)), state)
        return self.linear(self._dropped(output)), state

    def _dropped(self, values: Tensor) -> Tensor:
        """Dropout of whole channels: values (B, L, C), one mask (B, 1, C) for all of a tune's characters.

        Gal and Ghahramani 2016 (arXiv:1512.05287): noise that changes at every step is noise to the memory.
        """
        if not self.training or not self.config.dropout:
            return values
        mask = nn.functional.dropout(torch.ones_like(values[:, :1]), self.config.dropout)
        return values * mask

    @property
    def parameters_count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())


def next_character_loss(logits: Tensor, targets: Tensor, *, ignore: int = -1) -> Tensor:
    """Mean cross-entropy in nats; logits (B, L, V), targets (B, L), places with `ignore` left out."""
    return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=ignore)
