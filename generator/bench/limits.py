"""What the machine could do at most, and how near to it the shipped model's step comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from generator.model.checkpoint import load_checkpoint
from generator.sampling.int8_step import BYTES, PADDING, packed

_ARRAY = 1 << 28
_WIDTH, _ROWS = 4096, 128
_TURNS = 5


def limits(rows: Sequence[Mapping[str, Any]], device: str) -> dict[str, float]:
    """`rows`: what `sampling` measured. Empty where the step does not run in bytes on the CPU.

    One row alone reads every weight for every character: bytes a second over the memory's. The most rows are
    bound by arithmetic: operations a second over what the same kernel reaches on matrices of a good size.
    """
    if device != "cpu" or BYTES not in torch.backends.quantized.supported_engines:
        return {}
    config = load_checkpoint().model.config
    weights = _weights(config.hidden, config.layers, config.vocabulary)
    measured = {row["batch"]: row["chars_per_s"] for row in rows if row["weights"] == "shipped"}
    most = max(measured)
    single = next(row for row in rows if row["weights"] == "shipped" and row["path"] == "cpu")["chars_per_s"]
    bandwidth, arithmetic = _memory(), _arithmetic()
    return {
        "weight_bytes_per_char": weights,
        "memory_bytes_per_s": bandwidth,
        "share_of_memory": weights * single / bandwidth,
        "operations_per_s": arithmetic,
        "share_of_operations": 2 * weights * measured[most] / arithmetic,
    }


def _weights(hidden: int, layers: int, vocabulary: int) -> int:
    """Those that are multiplied for a character, a byte each: the first layer's inputs are looked up."""
    recurrent = 4 * hidden * hidden
    return recurrent + (layers - 1) * 2 * recurrent + hidden * vocabulary


def _memory() -> float:
    """Bytes a second that one thread reads, of an array that no cache holds."""
    array = torch.zeros(_ARRAY // 8, dtype=torch.int64)
    return _ARRAY / min(_seconds(array.max) for _ in range(_TURNS))


def _arithmetic() -> float:
    """Multiplications and additions of bytes a second, in the kernel that the step uses."""
    weights, heard = packed(torch.randn(_WIDTH, _WIDTH)), torch.randn(_ROWS, _WIDTH + PADDING)
    best = min(
        _seconds(lambda: torch.ops.quantized.linear_dynamic(heard, weights, True)) for _ in range(_TURNS)
    )
    return 2 * _WIDTH * _WIDTH * _ROWS / best


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
