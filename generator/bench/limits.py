"""The machine's limits (memory and arithmetic), and how much of them the shipped model's step uses."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from generator.model.checkpoint import load_checkpoint
from generator.sampling.int8_step import INT8_ENGINE, PADDING, pack_int8

_ARRAY = 1 << 28
_WIDTH, _ROWS = 4096, 128
_TURNS = 5


def measure_limits(rows: Sequence[Mapping[str, Any]], device: str) -> dict[str, float]:
    """`rows`: the result of `measure_sampling`. Empty if the step does not run in 8 bits on the CPU.

    One row alone reads every weight for every character, so memory limits it: bytes per second, as a share of
    the memory's. Arithmetic limits the largest batch: operations per second, as a share of what the same
    kernel reaches on large matrices.
    """
    if device != "cpu" or INT8_ENGINE not in torch.backends.quantized.supported_engines:
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
    """Weights that are multiplied for a character, a byte each: the first layer's inputs are looked up."""
    recurrent = 4 * hidden * hidden
    return recurrent + (layers - 1) * 2 * recurrent + hidden * vocabulary


def _memory() -> float:
    """Bytes per second that one thread reads from an array larger than any cache."""
    array = torch.zeros(_ARRAY // 8, dtype=torch.int64)
    return _ARRAY / min(_seconds(array.max) for _ in range(_TURNS))


def _arithmetic() -> float:
    """8-bit multiplications and additions per second, in the kernel that the step uses."""
    weights, values = pack_int8(torch.randn(_WIDTH, _WIDTH)), torch.randn(_ROWS, _WIDTH + PADDING)
    best = min(
        _seconds(lambda: torch.ops.quantized.linear_dynamic(values, weights, True)) for _ in range(_TURNS)
    )
    return 2 * _WIDTH * _WIDTH * _ROWS / best


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
