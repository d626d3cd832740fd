"""A short soak with a fake engine and a small history; `make soak` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.loopback.harness import FAKE_ENGINE
from tests.soak.run import soak


async def test_everybody_is_answered_in_time(tmp_path: Path) -> None:
    result = await soak(tmp_path / "data", seconds=8, tunes=2_000, composers=3, program=FAKE_ENGINE)
    assert result.unanswered == 0
    assert set(result.asked) == {"compose", "keystroke", "my-data", "forget-me"}
    assert result.asked["forget-me"] == 10
    assert result.lags
