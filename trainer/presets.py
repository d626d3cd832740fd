"""How to train: named sets of choices."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Preset:
    """`batch` in characters, `passes` over the corpus, `patience` passes without a better held-out loss."""

    embedding: int
    hidden: int
    layers: int
    dropout: float
    batch: int
    learning_rate: float
    weight_decay: float
    passes: int
    patience: int
    bfloat16: bool = False
    clip: float = 1.0
    warm_up: float = 0.03

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


PRESETS = {
    "default": Preset(
        embedding=128, hidden=512, layers=2, dropout=0.4, batch=4096, learning_rate=2e-3, weight_decay=0.01,
        passes=40, patience=8, bfloat16=True,
    ),
    "lab": Preset(
        embedding=256, hidden=1024, layers=1, dropout=0.0, batch=800, learning_rate=5e-3, weight_decay=0.0,
        passes=4, patience=4, clip=1e9, warm_up=0.0,
    ),
    "tiny": Preset(
        embedding=16, hidden=48, layers=1, dropout=0.0, batch=1024, learning_rate=1e-2, weight_decay=0.0,
        passes=2, patience=2,
    ),
}  # fmt: skip
"""`default` made the shipped model; `lab` has the sizes of the lab's model; `tiny` is for tests."""
