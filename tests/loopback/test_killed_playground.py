"""A playground is killed, and its Discord with it: the next has every accepted tune in its channel."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.playground.bot_process import end_with_parent
from bot.playground.launcher import open_playground
from bot.settings import Settings
from tests.loopback.harness import CLEAN_ENVIRON, SLOW_ENGINE
from tests.loopback.slow_engine_bot import SECONDS
from tests.loopback.viewer import Viewer, compose, wait_for_text

MOMENTS = (0.0, 0.3, 2.1)
"""Seconds after a tune was accepted: before the page shows it, while the bot composes, and as it delivers it.

No more than the tunes that a user may have waiting: each kill keeps the earlier ones from being finished.
"""

pytestmark = pytest.mark.skipif(
    not end_with_parent(), reason="only setpriv (util-linux) ties a process to its parent's life"
)


@asynccontextmanager
async def viewing(url: str) -> AsyncIterator[Viewer]:
    async with aiohttp.ClientSession() as session:
        viewer = Viewer(session, url)
        await viewer.open()
        yield viewer


def tunes(viewer: Viewer) -> int:
    return sum(bool(message["attachments"]) for message in viewer.state["messages"].values())


async def ask_and_kill(folder: Path, seconds: float) -> bytes:
    """Ask for a tune, and kill the playground so long after it was accepted. Returns what its bot complained.

    The output ends when the bot, too, has ended.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.loopback.slow_playground", str(folder)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with viewing((await process.stdout.readline()).decode().strip()) as viewer:
        assert (await compose(viewer))["settlement"] == "settled"
        await asyncio.sleep(seconds)
        process.kill()
    _, complaints = await process.communicate()
    return complaints


async def test_every_tune_that_was_accepted_before_a_kill_is_in_the_channel(tmp_path: Path) -> None:
    complaints = [await ask_and_kill(tmp_path, moment) for moment in MOMENTS]
    assert b"Traceback" not in b"".join(complaints)
    async with (
        open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, SLOW_ENGINE) as opened,
        viewing(opened.page.url) as viewer,
    ):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2 * SECONDS * len(MOMENTS)):
                while tunes(viewer) < len(MOMENTS):
                    await asyncio.sleep(0.1)
                    await viewer.look()
        assert tunes(viewer) == len(MOMENTS)
        await viewer.run("history")
        await wait_for_text(viewer, "The Fake Jig")
        assert "not shown yet" not in json.dumps(viewer.state)
