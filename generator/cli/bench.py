"""`python -m generator bench`: how fast, against the lab's loop, side by side in one run."""

from __future__ import annotations

import asyncio
import json
import platform
import time
from collections.abc import Callable
from typing import Any

import torch

from generator.alphabet import Alphabet
from generator.catalogue import Catalogue
from generator.checkpoint import Checkpoint, load_checkpoint
from generator.composer import Composer
from generator.model import TuneModel
from generator.originality import Originality
from generator.plan import Plan
from generator.reference import LAB, lab_loop
from generator.render.abc import render_abc, warm_up
from generator.sampler import Sampler, Table
from generator.step import step_of
from generator.tune import ComposeRequest

_BATCHES = (1, 8, 32, 128)
_STEPS = 200
_TUNES = 8


def bench(*, as_json: bool) -> None:
    """Measure and print. Ratios hold on any machine; seconds only on this one."""
    torch.set_num_threads(1)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{platform.machine()}, {python}, torch {torch.__version__}, one thread"
    figures = {"machine": machine, "sampling": _sampling(), "stages": _stages()}
    print(json.dumps(figures) if as_json else _table(figures))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _sampling() -> list[dict[str, Any]]:
    """Characters per second of the table's step, for the lab's model and for the shipped one."""
    alphabet = Alphabet(map(chr, range(LAB.vocabulary)))
    lab_model = TuneModel(LAB).eval()
    lab = Checkpoint("lab", lab_model, alphabet, Catalogue("lab", {}, {}), Originality([]))
    loop = _STEPS / _seconds(lambda: lab_loop(lab_model, _STEPS))
    rows = [
        {"weights": "lab", "path": "lab's loop", "batch": 1, "chars_per_s": loop, "ratio_to_lab_loop": 1.0}
    ]
    for name, checkpoint in (("lab", lab), ("shipped", load_checkpoint())):
        for batch in _BATCHES:
            model, ids = step_of(checkpoint, batch, torch.device("cpu")), [0] * batch
            speed = batch * _STEPS / _seconds(lambda: [model.step(ids) for _ in range(_STEPS)])  # noqa: B023
            rows.append({"weights": name, "path": "cpu", "batch": batch, "chars_per_s": speed,
                         "ratio_to_lab_loop": speed / loop})  # fmt: skip
    return rows


def _stages() -> dict[str, float]:
    """Median seconds of each stage of one tune, one after the other in this process."""
    checkpoint = load_checkpoint()
    sampler = Sampler(Table(checkpoint))
    composer = Composer(checkpoint, sampler)
    warm_up(None)
    runs: list[dict[str, float]] = []
    for seed in range(_TUNES):
        started = time.perf_counter()
        composed = asyncio.run(composer.compose(ComposeRequest(seed=seed)))
        plan = Plan.of(composed.tune.request)
        rendering = render_abc(
            composed.tune.abc,
            instrument=plan.instrument.name,
            tempo=plan.tempo,
            formats=frozenset({"mp3", "png"}),
        )
        runs.append({**composed.timings, **rendering.timings, "total": time.perf_counter() - started})
    sampler.close()
    return {stage: sorted(run[stage] for run in runs)[len(runs) // 2] for stage in runs[0]}


def _table(figures: dict[str, Any]) -> str:
    lines = [figures["machine"], "", f"{'weights':8} {'path':10} {'batch':>5} {'chars/s':>9} {'ratio':>6}"]
    for row in figures["sampling"]:
        lines.append(f"{row['weights']:8} {row['path']:10} {row['batch']:5} {row['chars_per_s']:9.0f} "
                     f"{row['ratio_to_lab_loop']:6.1f}")  # fmt: skip
    lines += [
        "",
        f"{'stage':10} median seconds",
        *(f"{name:10} {s:.3f}" for name, s in figures["stages"].items()),
    ]
    return "\n".join(lines)
