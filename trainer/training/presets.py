"""Presets: named sets of choices for training, each of which a TOML file and flags can change."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from generator.errors import BadRequest

FEEDS = ("tunes", "crops")
SCHEDULES = ("cosine", "constant")
DEFAULT_PRESET = "default"
COUNTS = (
    "embedding", "hidden", "layers", "memory_heads", "batch", "epochs", "patience", "length", "steps",
)  # fmt: skip
"""Choices that must be at least 1."""
_KINDS = {"int": int, "float": float, "bool": bool, "str": str}


@dataclass(frozen=True, slots=True)
class Preset:
    """All choices for a training run.

    `feed`: whole `tunes`, or `crops` of `length` characters from anywhere in the text.
    `batch`: characters per step.
    `epochs`: an epoch is all tunes once, or `steps` steps of crops.
    `patience`: training stops after this many epochs without a better held-out loss.
    `warm_up`: share of the run in which the learning rate rises.
    `clip`: the largest gradient norm, 0 for no limit.
    `dropout` drops channels, `weight_dropout` the LSTM's weights, `memory_dropout` the memory's attention.
    `memory`: the width of the memory's keys, 0 for a model without one; `memory_heads`: its heads;
    `memory_distances`: the bar lines back that it tells apart, 0 for none.
    `base_share`: in fine-tuning, how much of each weight that is scored and saved is the base's, 0 for none.
    `averaging`: the decay of the moving average of the weights that is scored and saved, 0 for none.

    Raises BadRequest for a choice that is not possible.
    """

    embedding: int
    hidden: int
    layers: int
    dropout: float
    batch: int
    learning_rate: float
    weight_decay: float
    epochs: int
    patience: int
    bfloat16: bool = False
    clip: float = 1.0
    warm_up: float = 0.03
    schedule: str = "cosine"
    feed: str = "tunes"
    length: int = 100
    steps: int = 250
    weight_dropout: float = 0.0
    memory: int = 0
    memory_heads: int = 1
    memory_distances: int = 0
    memory_dropout: float = 0.0
    averaging: float = 0.0
    base_share: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        for name in COUNTS:
            self._check(name, getattr(self, name) >= 1, "it must be at least 1")
        self._check("learning_rate", 0 < self.learning_rate <= 1, "it must be above 0 and at most 1")
        for name in ("dropout", "weight_dropout", "memory_dropout", "averaging", "base_share", "warm_up"):
            self._check(name, 0 <= getattr(self, name) < 1, "it must be from 0 to below 1")
        self._check("weight_decay", 0 <= self.weight_decay <= 1, "it must be from 0 to 1")
        for name in ("memory", "memory_distances"):
            self._check(name, getattr(self, name) >= 0, "it must be above 0, or 0 for none")
        self._check("clip", self.clip >= 0, "it must be above 0, or 0 for none")
        self._check("feed", self.feed in FEEDS, f"it must be {' or '.join(FEEDS)}")
        self._check("schedule", self.schedule in SCHEDULES, f"it must be {' or '.join(SCHEDULES)}")

    def _check(self, name: str, possible: bool, allowed: str) -> None:
        if not possible:
            raise BadRequest(name, getattr(self, name), allowed)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def to_toml(self) -> str:
        """TOML that `read_config` reads."""
        return "".join(f"{name} = {json.dumps(value)}\n" for name, value in self.to_json().items())


CHOICES: Mapping[str, type] = {one.name: _KINDS[str(one.type)] for one in fields(Preset)}
"""Name of each choice -> its type."""


def changed(preset: Preset, choices: Mapping[str, Any]) -> Preset:
    """The preset with these choices replaced. Raises BadRequest for an unknown or impossible choice."""
    made: dict[str, Any] = {}
    for name, value in choices.items():
        kind = CHOICES.get(name)
        if kind is None:
            raise BadRequest("config", name, f"it must be one of {', '.join(CHOICES)}")
        if type(value) is not kind and (kind, type(value)) != (float, int):
            raise BadRequest(name, value, f"it must be of the kind {kind.__name__}")
        made[name] = kind(value)
    return replace(preset, **made)


def flags_of(preset: Preset, start: Preset) -> list[str]:
    """The flags of the command line that make `preset` out of `start`."""
    flags = []
    for name, value in preset.to_json().items():
        if value != getattr(start, name):
            flag = name.replace("_", "-")
            flags += (
                [f"--{'' if value else 'no-'}{flag}"] if CHOICES[name] is bool else [f"--{flag}", f"{value}"]
            )
    return flags


def read_config(file: Path) -> dict[str, Any]:
    """The choices in a TOML file. Raises BadRequest if it cannot be read."""
    try:
        return tomllib.loads(file.read_text())
    except OSError as error:
        raise BadRequest("config", file, f"it cannot be read ({error.strerror})") from None
    except ValueError:
        raise BadRequest("config", file, "it must be a TOML file such as the run.toml of a run") from None


FINE_TUNING: Mapping[str, Any] = {
    "learning_rate": 3e-4, "epochs": 24, "patience": 3, "warm_up": 0.1, "base_share": 0.5,
}  # fmt: skip
"""What differs from the default preset when a model is fine-tuned: small steps, an early end, and a share of
the base that keeps it from forgetting."""

PRESETS = {
    DEFAULT_PRESET: Preset(
        embedding=128, hidden=512, layers=2, memory=64, memory_heads=2, memory_distances=40, dropout=0.3,
        weight_dropout=0.2, memory_dropout=0.1, averaging=0.995, batch=2048, learning_rate=2e-3,
        weight_decay=0.01, epochs=26, patience=12, bfloat16=True,
    ),
    "lab": Preset(
        embedding=256, hidden=1024, layers=1, dropout=0.0, batch=800, learning_rate=5e-3, weight_decay=0.0,
        epochs=12, patience=12, clip=0.0, warm_up=0.0, schedule="constant", feed="crops", length=100,
        steps=250,
    ),
    "tiny": Preset(
        embedding=16, hidden=48, layers=1, dropout=0.0, batch=1024, learning_rate=1e-2, weight_decay=0.0,
        epochs=2, patience=2,
    ),
}  # fmt: skip
"""`default` has a memory. `lab` is exactly the recipe of MIT's
lab: batches of 8 times 100 characters, Adam at 5e-3, 3,000 steps (AdamW without weight decay is Adam). `tiny`
is for tests."""
