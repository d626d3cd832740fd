"""A short cluster test; `make cluster-test` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster import run
from tests.cluster.run import Plan, cluster

SHORT = Plan(broker_restarts=1, broker_every=4, freeze_at=2, freeze_for=6, cut_at=3, cut_for=4, patience=60)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_each_person_gets_the_tune_that_they_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LONGEST_PAUSE", 3.0)
    result = await cluster(tmp_path / "data", 30, 10, SHORT)
    assert result.good, f"{result.happened}\n{result}"
    assert result.killed >= 2
    assert result.broker_restarts == 1
