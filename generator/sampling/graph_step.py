"""The network's step on a GPU: one CUDA graph for all layers and the memory, one copy in and one copy out.

There is a graph for each of a few lengths of the memory, so that short tunes do not pay for long ones. On a
CPU, where most of its tests are, the same function runs operation by operation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from generator.model.checkpoint import Checkpoint
from generator.sampling.cuda_graph import captured
from generator.sampling.float_step import FloatNetwork
from generator.sampling.graph_memory import STRETCH, GraphMemory
from generator.sampling.request import CHARACTER_LIMIT

UNUSED = -1
"""Stands for the id of an unused row."""


class GraphStep:
    """All rows in single precision, in tensors that stay where they are. See `step.Step`."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        rows: int,
        device: torch.device,
        characters: int = CHARACTER_LIMIT,
        stretch: int = STRETCH,
    ) -> None:
        """`characters`: the most that a row may have; `stretch`: see `graph_memory`."""
        config = checkpoint.model.config
        weights = {name: weight.detach().to(device) for name, weight in checkpoint.model.state_dict().items()}
        self._network = FloatNetwork(weights, rows, config.layers, config.hidden)
        self._memory = (
            GraphMemory(weights, rows, config.bar_line, characters, stretch) if config.memory else None
        )
        self._lengths = [0] * rows
        on_gpu = device.type == "cuda"
        self._host_ids = torch.full((rows,), UNUSED, pin_memory=on_gpu)
        self._host_logits = torch.zeros(rows, config.vocabulary, pin_memory=on_gpu)
        self._ids = torch.full((rows,), UNUSED, device=device)
        self._logits = torch.zeros(rows, config.vocabulary, device=device)
        self._copied = torch.cuda.Event() if on_gpu else None  # type: ignore[no-untyped-call]
        with torch.inference_mode():
            self._runs = {
                stretches: captured(partial(self._advance, stretches), device)
                for stretches in self._numbers_of_stretches()
            }
        for row in range(rows):
            self.reset(row)

    @torch.inference_mode()
    def reset(self, row: int) -> None:
        """See Step."""
        self._lengths[row] = 0
        self._network.reset(row)
        if self._memory:
            self._memory.reset(row)

    @torch.inference_mode()
    def step(self, ids: Sequence[int | None]) -> NDArray[np.float64]:
        """See Step. Waits for the device once."""
        self._host_ids.copy_(torch.tensor([UNUSED if id_ is None else id_ for id_ in ids]))
        self._ids.copy_(self._host_ids, non_blocking=True)
        self._run_for(ids)()
        self._host_logits.copy_(self._logits, non_blocking=True)
        if self._copied:
            self._copied.record()
            self._copied.synchronize()
        return self._host_logits.numpy().astype(np.float64)

    def _numbers_of_stretches(self) -> list[int]:
        """For which the step is recorded: 1, 2, 4 … and the most."""
        most = self._memory.most_stretches if self._memory else 1
        return [*(1 << power for power in range((most - 1).bit_length())), most]

    def _run_for(self, ids: Sequence[int | None]) -> Callable[[], None]:
        """The recorded step that reads far enough for the rows in use, which become one character longer."""
        used = [row for row, id_ in enumerate(ids) if id_ is not None]
        longest = max((self._lengths[row] for row in used), default=0)
        for row in used:
            self._lengths[row] += 1
        needed = self._memory.stretches(longest) if self._memory else 1
        return next(run for stretches, run in self._runs.items() if stretches >= needed)

    def _advance(self, stretches: int) -> None:
        """From the ids to the logits, both on the device: operations that are the same in every step."""
        used = self._ids != UNUSED
        fed = self._ids.clamp(min=0)
        logits = self._network.advance(fed)
        if self._memory:
            logits = self._memory.advance(fed, used, logits, stretches)
        self._logits.copy_(logits[:, : self._logits.shape[1]])
