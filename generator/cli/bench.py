"""`python -m generator bench`: how fast, against the lab's loop, side by side in one run."""

from __future__ import annotations

import asyncio
import json
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from generator.bench.limits import limits
from generator.bench.load import Sizes, load_apart, seconds_until_ready
from generator.bench.sampling import grammar_cost, sampling
from generator.bench.stages import CHAIN, stages
from generator.model.device import choose_device

Figures = Mapping[str, Any]

SIZES = Sizes()


def bench(*, as_json: bool) -> None:
    """Measure and print. Ratios hold on any machine; seconds only on this one."""
    torch.set_num_threads(1)
    device = choose_device("auto")
    rows = sampling(device)
    figures: dict[str, Any] = {
        "machine": _machine(device),
        "sampling": rows,
        "limits": limits(rows, device),
        "grammar_cost": grammar_cost(device),
        "training": _training(device),
        "stages": asyncio.run(stages(device)),
        "engine": load_apart(device, SIZES),
        "ready_s": seconds_until_ready(device),
    }
    print(json.dumps(figures) if as_json else table(figures))


def _machine(device: str) -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    where = torch.cuda.get_device_name() if device == "cuda" else platform.machine()
    return f"{where}, {torch.get_num_threads()} thread, {python}, torch {torch.__version__}"


def _training(device: str) -> dict[str, float]:
    """The trainer's own figures, from a process of its own: generator knows nothing of trainer."""
    command = [sys.executable, "-m", "trainer", "speed", "--device", device, "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def table(figures: Figures) -> str:
    """The same for people."""
    training, timings = figures["training"], figures["stages"]
    lines = [
        figures["machine"], "",
        f"{'weights':8} {'path':10} {'batch':>5} {'chars/s':>9} {'ratio':>6}",
        *(f"{row['weights']:8} {row['path']:10} {row['batch']:5} {row['chars_per_s']:9.0f} "
          f"{row['ratio_to_lab_loop']:6.1f}" for row in figures["sampling"]), "",
        *_limits(figures["limits"]),
        f"grammar    {figures['grammar_cost']:.0%} of a character's time, 32 rows at once",
        f"training   {training['chars_per_s']:.0f} characters/s, "
        f"{training['ratio_to_lab_loop']:.1f} times the lab's loop with the same model", "",
        f"{'stage':10} median seconds, one tune at a time",
        *(f"{name:10} {seconds:.3f}" for name, seconds in timings.items() if not name.startswith("ratio")),
        f"{timings['ratio_to_longer_branch']:.2f} times composing and the longer of sound and score",
        _chain(timings), "",
        f"ready after {figures['ready_s']:.1f} s",
        "",
        f"{'at once':>7} {'requests':>8} {'refused':>7} {'tunes/s':>7} {'wait p50':>8} {'p95':>6} "
        f"{'all p50':>7} {'p95':>6} {'MB':>5} {'loop lag p99':>12}",
        *map(_load_row, figures["engine"]),
        *_rendering(figures["engine"]),
    ]  # fmt: skip
    return "\n".join(lines)


def _limits(found: Mapping[str, float]) -> list[str]:
    if not found:
        return []
    memory, operations = found["memory_bytes_per_s"] / 1e9, found["operations_per_s"] / 1e9
    return [
        f"limits     {found['share_of_memory']:.0%} of the memory's {memory:.1f} GB/s at batch 1,",
        f"           {found['share_of_operations']:.0%} of the kernel's {operations:.0f} G operations/s "
        "at the largest batch",
    ]


def _rendering(rows: Sequence[Mapping[str, float]]) -> list[str]:
    """What the queue makes of what the render processes could do."""
    return [
        f"{row['at_once']} at once: {row['tunes_per_s'] / row['render_alone_tunes_per_s']:.0%} of the "
        f"{row['render_alone_tunes_per_s']:.2f} tunes/s of rendering alone"
        for row in rows
        if "render_alone_tunes_per_s" in row
    ]


def _chain(timings: Mapping[str, float]) -> str:
    if "lab_chain" not in timings:
        return f"the lab's chain was not measured: it takes {', '.join(CHAIN)}"
    return f"the lab's chain takes {timings['ratio_to_lab_chain']:.1f} times as long"


def _load_row(row: Mapping[str, float]) -> str:
    return (
        f"{row['at_once']:7} {row['requests']:8} {row['refused']:7} {row['tunes_per_s']:7.2f} "
        f"{row['waited_p50_s']:7.1f}s {row['waited_p95_s']:5.1f}s {row['p50_s']:6.1f}s {row['p95_s']:5.1f}s "
        f"{row['rss_mb']:5.0f} {row['loop_lag_ms_p99']:9.1f} ms"
    )
