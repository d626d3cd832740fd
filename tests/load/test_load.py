"""A short load test, with an engine that only pretends; `make load-test` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load import run
from tests.loopback.harness import PRETENDING


async def test_everybody_gets_exactly_one_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "REST_SECONDS", 0.1)
    result = await run.load(tmp_path / "data", users=30, each=3, program=PRETENDING)
    assert (result.requests, result.answered, result.double) == (90, 90, 0)
    assert result.after < 1.2 * result.before
