"""What the tests of sampling share: requests with and without a task, and how to run them through a batch."""

from __future__ import annotations

from concurrent.futures import Future

import torch

from generator.grammar.matcher import Task
from generator.model.checkpoint import Checkpoint
from generator.notation.form import Form
from generator.notation.theory import Key, Meter
from generator.sampling.batch import Batch
from generator.sampling.float_step import FloatStep
from generator.sampling.graph_step import GraphStep
from generator.sampling.request import SampleRequest

PROMPT = "R:jig\nM:6/8\nK:Cmaj\nP:AABB 4\n"
TASK = Task(Form("AABB", (4, 4)), Meter(6, 8), Key("C", "maj"), ((55, 93),))
WITHOUT_TASK = [SampleRequest(PROMPT[: 5 + 5 * seed], seed, 0.6 + seed / 10, limit=300) for seed in range(3)]
WITH_TASK = [SampleRequest(PROMPT, seed, 0.5 + seed / 2, "|:G|c", TASK) for seed in range(3)]
REQUESTS = [*WITHOUT_TASK, *WITH_TASK]


def float_batch(checkpoint: Checkpoint, rows: int) -> Batch:
    """A batch in single precision, as the naive loop computes."""
    return Batch(checkpoint, rows, step=FloatStep(checkpoint, rows))


def graph_batch(checkpoint: Checkpoint, rows: int) -> Batch:
    """A batch in single precision with the function that a GPU records; room for no more than is needed."""
    return Batch(checkpoint, rows, step=GraphStep(checkpoint, rows, torch.device("cpu"), characters=600))


def texts_of(batch: Batch, requests: list[SampleRequest], joins_at: list[int]) -> list[str]:
    """The texts, each request joining the batch at its step (or when a row is free)."""
    futures: list[Future[str]] = [Future() for _ in requests]
    pending = sorted(range(len(requests)), key=lambda index: joins_at[index])
    step = 0
    while not all(future.done() for future in futures):
        while pending and batch.free_rows and joins_at[pending[0]] <= step:
            index = pending.pop(0)
            batch.add(requests[index], futures[index])
        batch.step()
        step += 1
    return [future.result() for future in futures]
