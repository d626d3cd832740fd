"""A short crash test; `make crash-test` is the long one."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.crash.run import crash


async def test_nothing_that_was_accepted_is_lost_or_comes_twice(tmp_path: Path) -> None:
    result = await crash(tmp_path / "data", 8, Random(7))  # noqa: S311 - no secret
    assert result.answered > 0
    assert result.problems == []
    assert str(result) == "kills=8 lost=0 double=0 corrupt=0"
