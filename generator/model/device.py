"""The device: which processor the model runs on."""

from __future__ import annotations

import torch

from generator.errors import BadRequest


def choose_device(name: str) -> str:
    """`auto` is a GPU where there is one. Raises BadRequest for a GPU that is not there."""
    if name not in ("auto", "cpu", "cuda"):
        raise BadRequest("device", name, "it must be auto, cpu or cuda")
    if name == "cuda" and not torch.cuda.is_available():
        raise BadRequest("device", name, "torch finds no GPU here; use auto or cpu")
    return "cuda" if name != "cpu" and torch.cuda.is_available() else "cpu"
