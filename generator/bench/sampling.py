"""The speed of sampling: characters per second against the lab's loop, and what the grammar costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import torch

from generator.catalogue import Catalogue
from generator.compose.plan import Plan
from generator.compose.resolve import resolve
from generator.compose.task import task_of
from generator.model.alphabet import Alphabet
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.network import TuneModel
from generator.notation.model_text import write_header
from generator.request import ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.reference import LAB, lab_loop
from generator.sampling.request import SampleRequest
from generator.sampling.step import Step, fastest_step

BATCHES = {"cpu": (1, 8, 32, 128), "cuda": (1, 8, 32, 128, 256)}
STEPS = 200
TURNS = 3
"""Repetitions, of which the fastest counts: other work on the machine only ever slows it."""
_GRAMMAR_BATCH, _GRAMMAR_TURNS = 32, 8


def measure_sampling(device: str) -> list[dict[str, Any]]:
    """The batch's step with the lab's model and with the shipped one, beside the lab's loop with each.

    All of them on the same device.
    """
    alphabet = Alphabet(map(chr, range(LAB.vocabulary)))
    lab = Checkpoint("lab", TuneModel(LAB).eval(), alphabet, Catalogue("lab", {}, {}), ())
    rows = []
    for name, checkpoint in (("lab", lab), ("shipped", load_checkpoint())):
        model = checkpoint.model.to(device)
        loop = STEPS / _best(lambda: lab_loop(model, STEPS))  # noqa: B023
        rows.append(_row(name, "lab's loop", 1, loop, loop))
        if name == "lab":
            yardstick = loop
        for batch in BATCHES[device]:
            step = fastest_step(checkpoint, batch, torch.device(device))
            speed = batch * STEPS / _best(lambda: _step_from_beginning(step, batch))  # noqa: B023
            rows.append(_row(name, device, batch, speed, yardstick))
    return rows


def _step_from_beginning(step: Step, rows: int) -> None:
    """`STEPS` steps of all rows from the beginning of a text: a memory that fills up makes steps slower."""
    for row in range(rows):
        step.reset(row)
    for _ in range(STEPS):
        step.step([0] * rows)


def _row(weights: str, path: str, batch: int, speed: float, loop: float) -> dict[str, Any]:
    return {"weights": weights, "path": path, "batch": batch, "chars_per_s": speed,
            "ratio_to_lab_loop": speed / loop}  # fmt: skip


def measure_grammar_cost(device: str) -> float:
    """The grammar's share of the time of a character, 32 rows at once.

    In processor time, with and without the grammar in turn, so that other work on the machine does not count.
    """
    checkpoint = load_checkpoint()
    with_task = [_request(checkpoint, seed) for seed in range(4 * _GRAMMAR_BATCH)]
    without_task = [replace(request, task=None) for request in with_task]
    _seconds_of_steps(checkpoint, with_task, device)  # fills the grammar's caches
    turns = [
        [_seconds_of_steps(checkpoint, requests, device) for requests in (without_task, with_task)]
        for _ in range(_GRAMMAR_TURNS)
    ]
    free, held = (min(seconds) for seconds in zip(*turns, strict=True))
    return float(1 - free / held)


def _request(checkpoint: Checkpoint, seed: int) -> SampleRequest:
    plan = Plan.of(resolve(checkpoint.catalogue, ComposeRequest(), seed))
    header = write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)
    return SampleRequest(header, seed, plan.temperature, task=task_of(plan, None))


def _seconds_of_steps(checkpoint: Checkpoint, requests: list[SampleRequest], device: str) -> float:
    """Processor time of a fixed number of steps. All rows stay full: new texts follow finished ones."""
    batch = Batch(checkpoint, _GRAMMAR_BATCH, device)
    started, number = time.thread_time(), 0
    for _ in range(3 * STEPS):
        while batch.free_rows:
            batch.add(requests[number % len(requests)], Future())
            number += 1
        batch.step()
    return time.thread_time() - started


def _best(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(TURNS))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
