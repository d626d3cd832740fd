"""A text is the same in any company, and the same as the naive loop's."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from random import Random

import pytest

from generator.errors import EngineError
from generator.model.checkpoint import Checkpoint
from generator.notation.checker import bar_problems
from generator.notation.form import form_of
from generator.notation.model_text import read_model_text
from generator.sampling.batch import Batch
from generator.sampling.reference import sample_naively
from generator.sampling.request import SampleRequest
from tests.generator.sampling.samples import PROMPT, REQUESTS, TASK, float_batch, graph_batch, texts_of

MAKERS = {"int8": Batch, "float": float_batch, "graph": graph_batch}


@pytest.mark.parametrize("kind", ["float", "graph"])
def test_the_batch_samples_what_the_naive_loop_samples(
    checkpoint: Checkpoint, naive: list[str], kind: str
) -> None:
    assert texts_of(MAKERS[kind](checkpoint, 8), REQUESTS, [0] * len(REQUESTS)) == naive


@pytest.mark.parametrize("kind", MAKERS)
def test_a_text_does_not_depend_on_its_neighbours(
    checkpoint: Checkpoint, naive: list[str], kind: str
) -> None:
    """Some schedules each: which request joins when, in batches of several widths."""
    chance = Random(5)  # noqa: S311 - no secret
    make = MAKERS[kind]
    alone = [texts_of(Batch(checkpoint), [request], [0])[0] for request in REQUESTS]
    expected = alone if kind == "int8" else naive
    for _ in range(10):
        joins_at = [chance.randrange(60) for _ in REQUESTS]
        assert texts_of(make(checkpoint, chance.choice((3, 8, 12))), REQUESTS, joins_at) == expected


def test_a_text_begins_with_its_prompt(naive: list[str]) -> None:
    assert all(text.startswith(request.prompt) for text, request in zip(naive, REQUESTS, strict=True))


def test_a_text_ends_with_a_blank_line_or_at_the_limit(naive: list[str]) -> None:
    assert all(len(text) == 300 or text.endswith("\n\n") for text in naive)


def test_with_a_task_even_an_untrained_model_writes_a_correct_tune(naive: list[str]) -> None:
    tunes = [read_model_text(text) for text, request in zip(naive, REQUESTS, strict=True) if request.task]
    assert [(bar_problems(tune), form_of(tune)) for tune in tunes] == [([], TASK.form)] * 3


def test_a_blank_line_inside_the_prompt_does_not_end_the_text(checkpoint: Checkpoint) -> None:
    request = SampleRequest("R:jig\n\n" + "M:6/8\n", 3, 1.0, limit=99)
    (text,) = texts_of(Batch(checkpoint), [request], [0])
    assert len(text) > len(request.prompt)


def test_top_p_acts_in_the_batch_as_in_the_naive_loop(checkpoint: Checkpoint) -> None:
    request = SampleRequest("R:jig\n", 5, 1.0, limit=60, top_p=0.4)
    assert texts_of(float_batch(checkpoint, 8), [request], [0]) == [
        sample_naively(checkpoint.model, checkpoint.alphabet, request)
    ]
    assert texts_of(float_batch(checkpoint, 8), [request], [0]) != texts_of(
        Batch(checkpoint), [replace(request, top_p=1.0)], [0]
    )


def test_a_cancelled_text_frees_its_row(checkpoint: Checkpoint) -> None:
    batch = Batch(checkpoint, rows=1)
    future: Future[str] = Future()
    batch.add(REQUESTS[0], future)
    future.cancel()
    batch.step()
    assert batch.free_rows == 1


def test_every_bar_is_reported(checkpoint: Checkpoint) -> None:
    """Also if a part has endings and the tune a pickup: the bars are counted as they are written."""
    batch, reports = Batch(checkpoint), [list[int]() for _ in range(5)]
    for seed, bars in enumerate(reports):
        batch.add(SampleRequest(PROMPT, seed, 1.0, "|:G|c", TASK), Future(), bars.append)
    while batch.free_rows < len(batch.rows):
        batch.step()
    assert [set(bars) for bars in reports] == [set(range(9))] * 5


def test_a_text_that_cannot_go_on_fails_alone(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, futures = Batch(checkpoint), [Future[str]() for _ in range(2)]
    for request, future in zip(REQUESTS[-2:], futures, strict=True):
        batch.add(request, future)
    row = batch.rows[0]
    assert row is not None
    monkeypatch.setattr(row[0], "advance", lambda logits: 1 / 0)
    while batch.free_rows < len(batch.rows):
        batch.step()
    assert isinstance(futures[0].exception(), EngineError)
    assert futures[1].result()
