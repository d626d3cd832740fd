"""Rendering in other processes, and the error when they cannot do it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from generator.engine.local.render_pool import RenderPool
from generator.errors import BadRequest, EngineClosed, NotationError, RenderError
from generator.playing import Playing
from generator.practice_text import read_practice
from generator.tune import Rendering

TUNE = "X:1\nT:A Jig\nR:jig\nM:6/8\nL:1/8\nK:G\nG2B dBG|A3 G3|]\n"
LONG = "X:1\nM:4/4\nL:1/4\nQ:1/4=60\nK:D\n" + "DFAd|fdAF|\n" * 20
"""Nearly three minutes, which take 60 MB."""


@asynccontextmanager
async def open_pool(**limits: Any) -> AsyncIterator[RenderPool]:
    pool = RenderPool(workers=2, **limits)
    pool.start()
    try:
        yield pool
    finally:
        await asyncio.to_thread(pool.close)


async def render(pool: RenderPool, abc: str = TUNE) -> Rendering:
    return await pool.render(abc, Playing(), formats=frozenset({"mp3", "png"}))


async def test_a_rendering_has_all_formats_although_two_processes_make_them() -> None:
    async with open_pool() as pool:
        assert list((await render(pool)).files) == ["mp3", "png"]
        book = await pool.render(TUNE + "\n" + TUNE, Playing(book="Jigs"), formats=frozenset({"abc", "pdf"}))
        assert list(book.files) == ["abc", "pdf"]
        assert book.files["pdf"].startswith(b"%PDF")
        with pytest.raises(NotationError, match="no notes"):
            await render(pool, "K:G\n")
    with pytest.raises(EngineClosed):
        await render(pool)


async def test_a_practice_goes_through_other_processes_as_does_what_is_wrong_with_it() -> None:
    async with open_pool() as pool:
        practised = await pool.render(
            TUNE, Playing(practice=read_practice("A x2, 80 %, click")), formats=frozenset({"mp3"})
        )
        assert practised.seconds == pytest.approx((1 + 2 * 2) * 2 * 60 / (0.8 * 112), abs=0.1)
        with pytest.raises(BadRequest, match=r"^section: B is not possible; this tune has bars 1 to 2\.$"):
            await pool.render(TUNE, Playing(practice=read_practice("B")), formats=frozenset({"mp3", "png"}))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
@pytest.mark.parametrize("limits", [{"memory": 2**20}, {"seconds": 0.001}], ids=["memory", "time"])
async def test_a_tune_over_the_limit_of_time_or_memory_is_a_render_error(limits: dict[str, float]) -> None:
    async with open_pool(**limits) as pool:
        with pytest.raises(RenderError, match="could not be rendered; please try another one"):
            await render(pool, LONG)


async def test_a_broken_soundfont_is_named_in_the_error_of_every_tune(tmp_path: Path) -> None:
    """The processes are started, although they could not be prepared."""
    (soundfont := tmp_path / "broken.sf2").write_bytes(b"no soundfont")
    async with open_pool(soundfont=soundfont) as pool:
        with pytest.raises(RenderError, match=r"broken\.sf2"):
            await render(pool)
