from __future__ import annotations

import logging

import pytest
import torch

from generator.sampling import cuda_graph
from generator.sampling.cuda_graph import Work, captured

NO_GPU = "no GPU here: the CUDA graph is not tested or measured"


def work() -> None:
    """Nothing."""


def test_on_a_cpu_the_work_is_run_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    assert captured(work, torch.device("cpu")) is work
    assert caplog.text == ""


def test_what_cannot_be_recorded_is_run_as_it_is_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(work: Work, device: torch.device) -> Work:
        raise RuntimeError("operation not permitted when stream is capturing")

    monkeypatch.setattr(cuda_graph, "_record", refuse)
    assert captured(work, torch.device("cuda")) is work
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "no CUDA graph" in record.message
    assert "not permitted when stream is capturing" in record.message


@pytest.mark.skipif(not torch.cuda.is_available(), reason=NO_GPU)
def test_on_a_gpu_work_is_recorded_unless_it_asks_for_a_value(caplog: pytest.LogCaptureFixture) -> None:
    count = torch.zeros(1, device="cuda")

    def counts() -> None:
        count.add_(1)

    def asks() -> None:
        count.add_(count.item())

    recorded = captured(counts, count.device)
    assert recorded is not counts
    count.zero_()
    for _ in range(5):
        recorded()
    assert count.item() == 5
    assert caplog.text == ""
    assert captured(asks, count.device) is asks
    assert "no CUDA graph" in caplog.text
