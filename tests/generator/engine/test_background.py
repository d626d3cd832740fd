"""Work in the background of a context."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from generator.engine import background as background_module
from generator.engine.background import background


async def test_the_work_runs_until_the_context_ends() -> None:
    events = []

    async def work() -> None:
        try:
            events.append("begun")
            await asyncio.sleep(600)
        finally:
            events.append("cancelled")

    async with background(work(), "work"):
        await asyncio.sleep(0)
        assert events == ["begun"]
    assert events == ["begun", "cancelled"]


async def test_an_error_in_the_work_is_raised_at_the_end() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        async with background(fail(), "work"):
            await asyncio.sleep(0)


async def test_work_that_swallows_being_cancelled_is_cancelled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_module, "AGAIN_SECONDS", 0.01)

    async def swallow_once() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(600)
        await asyncio.sleep(600)

    async with asyncio.timeout(5), background(swallow_once(), "work"):
        await asyncio.sleep(0)
