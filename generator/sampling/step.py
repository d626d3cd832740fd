"""A step of the network: one character for each row of a batch. Knows nothing of texts or chance."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from generator.model.checkpoint import Checkpoint
from generator.sampling.float_step import FloatStep
from generator.sampling.graph_step import GraphStep
from generator.sampling.int8_step import INT8_ENGINE, Int8Step

log = logging.getLogger(__name__)


class Step(Protocol):
    """The network over a fixed number of rows, each with its own hidden state and memory."""

    def reset(self, row: int) -> None:
        """Set the row's state to that before any character."""

    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """ids (rows,) -> logits of the next character (rows, V); None is an unused row.

        Advances the state of the used rows; that of an unused one is undefined until its reset. A row's
        logits do not depend on its neighbours.
        """


def fastest_step(checkpoint: Checkpoint, rows: int, device: torch.device) -> Step:
    """The fastest step for this device."""
    if device.type != "cpu":
        return GraphStep(checkpoint, rows, device)
    if INT8_ENGINE in torch.backends.quantized.supported_engines:
        return Int8Step(checkpoint, rows)
    log.warning("torch has no 8-bit kernels for this processor: composing takes about four times as long")
    return FloatStep(checkpoint, rows)
