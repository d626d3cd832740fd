"""A short load test with a fake engine; `make load-test` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load import run
from tests.loopback.harness import FAKE_ENGINE


async def test_each_request_gets_exactly_one_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "REST_SECONDS", 0.1)
    result = await run.load(tmp_path / "data", users=30, each=3, program=FAKE_ENGINE)
    assert (result.requests, result.answered, result.double) == (90, 90, 0)
    assert result.after < 1.2 * result.before
