"""Raw draws from a model: one attempt per tune, without the checker and usually without the grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager

import torch

from generator.catalogue import OFFERED_FROM, Catalogue
from generator.compose.composer import attempt_seed
from generator.compose.plan import Plan
from generator.compose.resolve import resolve
from generator.compose.task import task_of
from generator.errors import BadRequest, NotationError
from generator.model.checkpoint import Checkpoint
from generator.notation.form import Form
from generator.notation.model_text import read_model_text, write_header
from generator.notation.writing.writer import write_abc
from generator.request import DEFAULT_TEMPERATURE, ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.request import SampleRequest
from trainer.progress_bar import progress_bar

_ROWS = 32


def draw_tunes(
    checkpoint: Checkpoint, count: int, temperature: float = DEFAULT_TEMPERATURE, *, grammar: bool = False
) -> list[str]:
    """The texts of `count` draws: the composer's first attempts at requests without wishes, seeds 0, 1, …

    With `grammar` only correct tunes can be drawn, as in the bot. Raises BadRequest if the model has learnt
    too little to offer any type of tune.
    """
    return draw_texts(checkpoint, open_draws(checkpoint.catalogue, count, temperature, grammar=grammar))


def open_draws(
    catalogue: Catalogue, count: int, temperature: float = DEFAULT_TEMPERATURE, *, grammar: bool = False
) -> list[SampleRequest]:
    """The draws that `draw_tunes` makes. Raises BadRequest if the model has nothing to offer."""
    check_offer(catalogue, count)
    return [_draw(catalogue, seed, temperature, grammar) for seed in range(count)]


def check_offer(catalogue: Catalogue, count: int) -> None:
    """Raises BadRequest if the model has nothing to offer, so that `count` samples cannot be made."""
    if not catalogue.types:
        allowed = f"the model has learnt no type of tune from {OFFERED_FROM} tunes or more"
        raise BadRequest("samples", count, allowed)


def draw_texts(checkpoint: Checkpoint, draws: Sequence[SampleRequest]) -> list[str]:
    """Makes these draws, many at a time; returns their texts in the same order."""
    batch = Batch(checkpoint, min(_ROWS, len(draws)))
    answers: list[Future[str]] = []
    count = len(draws)
    with _one_thread(), progress_bar("drawing", count, "tune") as bar:
        while len(answers) < count or batch.free_rows < len(batch.rows):
            while batch.free_rows and len(answers) < count:
                answers.append(Future())
                batch.add(draws[len(answers) - 1], answers[-1])
            free = batch.free_rows
            batch.step()
            bar.advance(steps=batch.free_rows - free)
    return [answer.result() for answer in answers]


def _draw(catalogue: Catalogue, seed: int, temperature: float, grammar: bool) -> SampleRequest:
    request = ComposeRequest(temperature=temperature)
    plan = Plan.of(resolve(catalogue, request, seed))
    header = write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)
    task = task_of(plan, None) if grammar else None
    return SampleRequest(header, attempt_seed(seed, 0), temperature, task=task)


def sample_tune(checkpoint: Checkpoint, number: int) -> str:
    """One raw draw of the commonest style as a complete ABC tune, or as ABC comments if it cannot be read.

    The same number gives the same random numbers, so samples of different epochs can be compared.
    """
    style = max(checkpoint.catalogue.styles, key=checkpoint.catalogue.styles.__getitem__)
    header = write_header(style.type, style.meter, style.mode, Form.parse(style.form))
    (text,) = draw_texts(checkpoint, [SampleRequest(header, attempt_seed(number, 0), DEFAULT_TEMPERATURE)])
    try:
        return write_abc(read_model_text(text), title=f"Sample {number}")
    except NotationError as error:
        return "".join(f"% {line}\n" for line in (str(error), *text.rstrip("\n").split("\n")))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Limits torch to one thread: one step of drawing is too small to share."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
