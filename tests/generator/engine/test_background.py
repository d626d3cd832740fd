"""Work in the background of a context."""

from __future__ import annotations

import asyncio

import pytest

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
