"""Rendering in other processes, and what is said where they cannot do it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from generator.engine.render_pool import RenderPool
from generator.errors import EngineClosed, NotationError, RenderError
from generator.tune import Rendering

TUNE = "X:1\nT:A Jig\nR:jig\nM:6/8\nL:1/8\nK:G\nG2B dBG|A3 G3|]\n"


@asynccontextmanager
async def workers_of(**limits: Any) -> AsyncIterator[RenderPool]:
    workers = RenderPool(workers=2, **limits)
    workers.start()
    try:
        yield workers
    finally:
        await asyncio.to_thread(workers.close)


async def render(workers: RenderPool, abc: str = TUNE) -> Rendering:
    return await workers.render(abc, instrument="fiddle", tempo=None, formats=frozenset({"mp3", "png"}))


async def test_sound_and_picture_come_together() -> None:
    async with workers_of() as workers:
        assert list((await render(workers)).files) == ["mp3", "png"]
        with pytest.raises(NotationError, match="no notes"):
            await render(workers, "K:G\n")
    with pytest.raises(EngineClosed):
        await render(workers)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory has no limit")
@pytest.mark.parametrize("limits", [{"memory": 2**20}, {"seconds": 0.001}], ids=["memory", "time"])
async def test_a_tune_that_takes_too_much_is_refused_in_a_sentence(limits: dict[str, float]) -> None:
    async with workers_of(**limits) as workers:
        with pytest.raises(RenderError, match="could not be rendered; please try another one"):
            await render(workers)


async def test_a_soundfont_that_is_none_is_said_by_every_tune(tmp_path: Path) -> None:
    """The workers live: they only could not be prepared."""
    (soundfont := tmp_path / "broken.sf2").write_bytes(b"no soundfont")
    async with workers_of(soundfont=soundfont) as workers:
        with pytest.raises(RenderError, match=r"broken\.sf2"):
            await render(workers)
