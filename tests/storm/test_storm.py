"""A short storm; `make storm-test` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.storm.run import storm


async def test_a_storm_loses_no_tune_and_costs_few_requests(tmp_path: Path) -> None:
    result = await storm(tmp_path / "data", 6, 3)
    assert (result.lost, result.double) == (0, 0)
    assert result.most_requests <= 15
