"""The progress line of an answer."""

from __future__ import annotations

import asyncio

import aiohttp

from bot.transport.progress import ProgressLine


class Shown(list[str]):
    """Collects the shown texts. Each edit takes a few turns of the event loop."""

    async def edit(self, text: str) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        self.append(text)


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_states_that_passed_during_an_edit_are_skipped() -> None:
    shown = Shown()
    line = ProgressLine(shown.edit, "", pause=0)
    for text in ("first", "second", "third"):
        line.show(text)
        await asyncio.sleep(0)
    await turns()
    assert shown == ["first", "third"]


async def test_an_unchanged_line_is_not_edited() -> None:
    shown = Shown()
    line = ProgressLine(shown.edit, "same", pause=0)
    line.show("same")
    await turns()
    assert shown == []


async def test_there_is_a_pause_between_two_edits() -> None:
    shown = Shown()
    line = ProgressLine(shown.edit, "", pause=3600)
    line.show("first")
    await turns()
    line.show("second")
    await turns()
    await line.stop()
    assert shown == ["first"]


async def test_closing_waits_for_the_running_edit() -> None:
    shown = Shown()
    line = ProgressLine(shown.edit, "", pause=0)
    line.show("first")
    await asyncio.sleep(0)
    await line.stop()
    assert shown == ["first"]
    line_after = list(shown)
    await turns()
    assert shown == line_after


async def test_the_line_goes_on_after_a_failed_edit() -> None:
    shown: list[str] = []

    async def edit(text: str) -> None:
        if text == "first":
            raise aiohttp.ServerDisconnectedError
        shown.append(text)

    line = ProgressLine(edit, "", pause=0)
    line.show("first")
    await turns()
    line.show("second")
    await turns()
    assert shown == ["second"]
