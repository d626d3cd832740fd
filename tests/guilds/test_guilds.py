"""Few servers; `python -m tests.guilds` has many."""

from __future__ import annotations

from pathlib import Path

from bot.playground.simulation import ANSWER_SECONDS
from tests.guilds.run import measure


async def test_memory_does_not_grow_with_the_servers(tmp_path: Path) -> None:
    few = await measure(tmp_path / "few", 4, 2, 2)
    many = await measure(tmp_path / "many", 400, 50, 2)
    assert many.rss_megabytes < few.rss_megabytes + 8.0
    assert (few.late, many.late) == (0, 0)
    assert many.first_answer < ANSWER_SECONDS
