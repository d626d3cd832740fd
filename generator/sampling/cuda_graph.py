"""A CUDA graph: work on fixed tensors, recorded once and then launched as a whole.

Knows nothing of what the work is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch

log = logging.getLogger(__name__)

Work = Callable[[], None]
"""Reads and writes tensors that stay where they are, and asks the device for no value."""

_WARM_UPS = 3
"""Runs before the recording, in which libraries choose their kernels and reserve memory."""


def captured(work: Work, device: torch.device) -> Work:
    """`work` as one launch on a CUDA device. On another, or if it cannot be recorded, `work` itself.

    To record it is to run it a few times: what it has written by then is of no use.
    """
    if device.type != "cuda":
        return work
    try:
        return _record(work, device)
    except RuntimeError as error:
        log.warning("no CUDA graph: each step runs operation by operation, which is slower (%s)", error)
        return work


def _record(work: Work, device: torch.device) -> Work:
    """Raises RuntimeError, as torch does. Other threads may use the device in the meantime."""
    with torch.cuda.device(device):
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(_WARM_UPS):
                work()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):
            work()
    return graph.replay
