"""The network: Embedding -> LSTM -> memory -> Linear, a character at a time.

The model of MIT's Introduction to Deep Learning, lab 1, with one or more layers, dropout, and a memory
between LSTM and Linear (see `memory`; without one it is the lab's model).
Shapes: B tunes, L characters, D embedding, H units, N layers, V characters in the alphabet.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from generator.model.memory import Memory, Past


class State(NamedTuple):
    """The LSTM's hidden and cell state, each (N, B, H), and what the memory holds if there is one."""

    hidden: Tensor
    cell: Tensor
    past: Past | None


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Sizes of the network. `memory` is the width of the memory's keys, 0 for none.

    `memory_heads`: how many places of the tune the memory can read at once. `memory_distances`: how many bar
    lines back it tells apart, 0 for none; `bar_line` is the id of that character. `dropout` (of channels) and
    `memory_dropout` (of the memory's attention) act in training only.
    """

    vocabulary: int
    embedding: int
    hidden: int
    layers: int
    dropout: float = 0.0
    memory: int = 0
    memory_heads: int = 1
    memory_distances: int = 0
    memory_dropout: float = 0.0
    bar_line: int = -1

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class TuneModel(nn.Module):
    """Predicts each next character of a tune from those before it."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        self.lstm = nn.LSTM(config.embedding, config.hidden, config.layers, batch_first=True)
        self.memory = _memory(config) if config.memory else None
        self.linear = nn.Linear(config.hidden, config.vocabulary)

    def forward(self, ids: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """ids (B, L) -> embedding (B, L, D) -> LSTM (B, L, H) -> logits (B, L, V), and the state after.

        What the memory reads, (B, L, H), is added to the LSTM's output.
        """
        embedded = self._dropped(self.embedding(ids))
        output, (hidden, cell) = self.lstm(embedded, (state.hidden, state.cell) if state else None)
        output = self._dropped(output)
        past = None
        if self.memory is not None:
            before = state.hidden[-1] if state else torch.zeros_like(output[:, 0])
            is_bar_line = ids == self.config.bar_line
            read, past = self.memory(embedded, output, before, is_bar_line, state.past if state else None)
            output = output + read
        return self.linear(output), State(hidden, cell, past)

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


def _memory(config: ModelConfig) -> Memory:
    return Memory(
        config.embedding,
        config.hidden,
        config.memory,
        heads=config.memory_heads,
        distances=config.memory_distances,
        dropout=config.memory_dropout,
    )


def next_character_loss(logits: Tensor, targets: Tensor, *, ignore: int = -1) -> Tensor:
    """Mean cross-entropy in nats; logits (B, L, V), targets (B, L), places with `ignore` left out."""
    return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=ignore)
