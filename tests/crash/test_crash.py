"""A short crash test; `make crash-test` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.crash.run import crash


async def test_no_accepted_request_is_lost_or_answered_twice(tmp_path: Path) -> None:
    result = await crash(tmp_path / "data", 8, seed=7)
    assert result.answered > 0
    assert result.problems == []
    assert str(result).endswith("lost=0 double=0 corrupt=0")
