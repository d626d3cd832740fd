"""The sign of life is there exactly as long as the bot is well."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.heartbeat import FILE, OVERDUE, beating, problem


async def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(200):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_beating_heart_is_well(tmp_path: Path) -> None:
    async with beating(tmp_path, lambda: True, every=0.01):
        assert await eventually(lambda: problem(tmp_path) is None)


async def test_a_bot_that_is_not_well_does_not_beat(tmp_path: Path) -> None:
    async with beating(tmp_path, lambda: False, every=0.01):
        await asyncio.sleep(0.05)
        assert problem(tmp_path) == "Lilt is not connected to Discord."


async def test_a_stopped_bot_leaves_no_sign_of_life(tmp_path: Path) -> None:
    async with beating(tmp_path, lambda: True, every=0.01):
        assert await eventually((tmp_path / FILE).exists)
    assert problem(tmp_path) is not None


def test_a_heart_that_stopped_is_noticed(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    os.utime(tmp_path / FILE, (0, (tmp_path / FILE).stat().st_mtime - OVERDUE - 1))
    assert "no sign of life" in str(problem(tmp_path))


def test_health_is_an_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"LILT_DATA": str(tmp_path)}
    assert main(settings, ["health"]) == 1
    assert capsys.readouterr().err == "Lilt is not connected to Discord.\n"
    (tmp_path / FILE).touch()
    assert main(settings, ["health"]) == 0
