"""The sign of life is there exactly as long as the bot is well."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.ops.heartbeat import FILE, NOT_RUNNING, OVERDUE, beating, last_sign


async def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(200):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return False


async def well() -> str | None:
    return None


async def ill() -> str | None:
    return "It is ill."


async def test_a_beating_heart_is_well(tmp_path: Path) -> None:
    async with beating(tmp_path, well, every=0.01):
        assert await eventually(lambda: last_sign(tmp_path) is None)


async def test_a_bot_that_is_not_well_says_why(tmp_path: Path) -> None:
    async with beating(tmp_path, ill, every=0.01):
        assert await eventually(lambda: last_sign(tmp_path) == "It is ill.")


async def test_a_stopped_bot_leaves_no_sign_of_life(tmp_path: Path) -> None:
    async with beating(tmp_path, well, every=0.01):
        assert await eventually((tmp_path / FILE).exists)
    assert last_sign(tmp_path) == NOT_RUNNING


def test_a_heart_that_stopped_is_noticed(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    os.utime(tmp_path / FILE, (0, (tmp_path / FILE).stat().st_mtime - OVERDUE - 1))
    assert "no sign of life" in str(last_sign(tmp_path))


async def test_a_heart_beats_on_when_its_sign_cannot_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).mkdir()
    async with beating(tmp_path, well, every=0.01):
        assert await eventually(lambda: caplog.text.count("cannot be written") > 1)
        (tmp_path / FILE).rmdir()
        assert await eventually(lambda: last_sign(tmp_path) is None)


def test_health_is_an_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"LILT_DATA": str(tmp_path)}
    assert main(settings, ["health"]) == 1
    assert capsys.readouterr().err == f"{NOT_RUNNING}\n"
    (tmp_path / FILE).touch()
    assert main(settings, ["health"]) == 0
