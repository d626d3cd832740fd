"""The device: which processor the model runs on."""

from __future__ import annotations

import torch

from generator.errors import BadRequest

ROWS = {"cpu": 32, "cuda": 256}
"""Rows of an engine's batch: several drafts for each of the tunes that it composes at once.

On a CPU 128 rows make no more characters a second than 32 (docs/benchmarks.md). A GPU reads the weights once
for all rows, so it is given more.
"""


def choose_device(name: str) -> str:
    """`auto` is a GPU where there is one. Raises BadRequest for a GPU that is not there."""
    if name not in ("auto", "cpu", "cuda"):
        raise BadRequest("device", name, "it must be auto, cpu or cuda")
    if name == "cuda" and not torch.cuda.is_available():
        raise BadRequest("device", name, "torch finds no GPU here; use auto or cpu")
    return "cuda" if name != "cpu" and torch.cuda.is_available() else "cpu"
