"""Characters per second against the lab's loop, and what the grammar costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import torch

from generator.catalogue import Catalogue
from generator.compose.composer import task_of
from generator.compose.originality import Originality
from generator.compose.plan import Plan
from generator.model.alphabet import Alphabet
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.network import TuneModel
from generator.notation.model_text import write_header
from generator.sampling.batch import Table
from generator.sampling.decoder import Draw
from generator.sampling.reference import LAB, lab_loop
from generator.sampling.step import step_of
from generator.tune import ComposeRequest

BATCHES = (1, 8, 32, 128)
STEPS = 200
TURNS = 3
"""The best of so many: what else the machine does only ever slows."""
_GRAMMAR_BATCH, _GRAMMAR_TURNS = 32, 8


def sampling(device: str) -> list[dict[str, Any]]:
    """Of the table's step: the lab's model and the shipped one, beside the lab's loop with either."""
    alphabet = Alphabet(map(chr, range(LAB.vocabulary)))
    lab = Checkpoint("lab", TuneModel(LAB).eval(), alphabet, Catalogue("lab", {}, {}), Originality([]))
    rows = []
    for name, checkpoint in (("lab", lab), ("shipped", load_checkpoint())):
        loop = STEPS / _best(lambda: lab_loop(checkpoint.model, STEPS))  # noqa: B023
        rows.append(_row(name, "lab's loop", 1, loop, loop))
        if name == "lab":
            yardstick = loop
        for batch in BATCHES:
            step, ids = step_of(checkpoint, batch, torch.device(device)), [0] * batch
            speed = batch * STEPS / _best(lambda: [step.step(ids) for _ in range(STEPS)])  # noqa: B023
            rows.append(_row(name, device, batch, speed, yardstick))
    return rows


def _row(weights: str, path: str, batch: int, speed: float, loop: float) -> dict[str, Any]:
    return {"weights": weights, "path": path, "batch": batch, "chars_per_s": speed,
            "ratio_to_lab_loop": speed / loop}  # fmt: skip


def grammar_cost(device: str) -> float:
    """Share of the time of a character, 32 rows at once, that goes into keeping it to the grammar.

    By the processor's time, the two in turn: what else the machine does tells on neither.
    """
    checkpoint = load_checkpoint()
    held = [_draw(checkpoint, seed) for seed in range(4 * _GRAMMAR_BATCH)]
    free = [replace(draw, task=None) for draw in held]
    _seconds_of_steps(checkpoint, held, device)  # what the grammar remembers, it remembers for all
    turns = [
        [_seconds_of_steps(checkpoint, draws, device) for draws in (free, held)]
        for _ in range(_GRAMMAR_TURNS)
    ]
    without, kept = (min(seconds) for seconds in zip(*turns, strict=True))
    return float(1 - without / kept)


def _draw(checkpoint: Checkpoint, seed: int) -> Draw:
    plan = Plan.of(checkpoint.catalogue.resolve(ComposeRequest(), seed))
    header = write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)
    return Draw(header, seed, plan.temperature, task=task_of(plan, None))


def _seconds_of_steps(checkpoint: Checkpoint, draws: list[Draw], device: str) -> float:
    """The rows are always full: a draw that ends makes room for the next, over and over."""
    table = Table(checkpoint, _GRAMMAR_BATCH, device)
    started, number = time.thread_time(), 0
    for _ in range(3 * STEPS):
        while table.free:
            table.join(draws[number % len(draws)], Future())
            number += 1
        table.step()
    return time.thread_time() - started


def _best(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(TURNS))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
