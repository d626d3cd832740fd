"""The thread answers every request, whatever fails and whenever it is closed."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from generator.errors import EngineClosed, EngineError
from generator.model.checkpoint import Checkpoint
from generator.sampling.batch import Batch
from generator.sampling.request import SampleRequest
from generator.sampling.sampler import Sampler
from tests.generator.sampling.samples import PROMPT, REQUESTS, TASK, float_batch


def test_more_requests_than_rows_are_answered(checkpoint: Checkpoint, naive: list[str]) -> None:
    sampler = Sampler(float_batch(checkpoint, 2))
    try:
        futures = [sampler.sample(request) for request in REQUESTS]
        assert [future.result(60) for future in futures] == naive
    finally:
        sampler.close()


def test_a_closed_sampler_takes_no_requests(checkpoint: Checkpoint) -> None:
    sampler = Sampler(Batch(checkpoint))
    sampler.close()
    sampler.close()
    with pytest.raises(EngineClosed):
        sampler.sample(REQUESTS[0])


def test_closing_answers_all_requests(checkpoint: Checkpoint) -> None:
    sampler = Sampler(Batch(checkpoint, rows=1))
    futures = [sampler.sample(SampleRequest(PROMPT, seed, 2.0)) for seed in range(20)]
    sampler.close()
    assert all(future.done() for future in futures)
    assert isinstance(futures[-1].exception(), EngineClosed)


@pytest.mark.parametrize(
    "impossible", [SampleRequest("R:\N{PILE OF POO}", 1, 1.0), SampleRequest(PROMPT, 1, 1.0, "|:Z", TASK)]
)
def test_a_request_that_cannot_begin_fails_alone(checkpoint: Checkpoint, impossible: SampleRequest) -> None:
    sampler = Sampler(Batch(checkpoint))
    futures = [sampler.sample(request) for request in (REQUESTS[-1], impossible, REQUESTS[-2])]
    assert isinstance(futures[1].exception(30), EngineError)
    assert all(futures[index].result(30) for index in (0, 2))
    sampler.close()


async def test_a_sampler_that_fails_fails_its_requests(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(checkpoint)
    monkeypatch.setattr(batch.model, "step", lambda ids: 1 / 0)
    sampler = Sampler(batch)
    with pytest.raises(EngineError, match="has stopped"):
        await asyncio.wait_for(asyncio.wrap_future(sampler.sample(REQUESTS[0])), 30)
    with pytest.raises(EngineClosed):
        sampler.sample(REQUESTS[0])


def test_a_step_that_hangs_shows_and_closing_does_not_wait_for_it(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("generator.sampling.sampler.CLOSE_SECONDS", 0.1)
    hanging, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        hanging.set()
        go_on.wait()

    batch = Batch(checkpoint)
    monkeypatch.setattr(batch, "step", hang)
    sampler = Sampler(batch)
    assert sampler.step_seconds == 0
    sampler.sample(REQUESTS[0])
    assert hanging.wait(10)
    first = sampler.step_seconds
    time.sleep(0.01)
    assert sampler.step_seconds > first
    before = time.monotonic()
    sampler.close()
    assert time.monotonic() - before < 1
    assert "is left behind" in caplog.text
    go_on.set()
    sampler._thread.join(10)
    assert sampler.step_seconds == 0
