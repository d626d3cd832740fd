"""The playground as a newcomer meets it: the real bot, a real browser, from `/compose` to a remix.

With LILT_PICTURES set to a folder (`make pictures`), it saves the README's pictures there.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground.launcher import Playground, open_playground
from bot.settings import Settings
from tests.loopback.harness import CLEAN_ENVIRON

PATIENCE = 60_000
"""Milliseconds that a tune may take on a busy machine."""

TUNE = ".channel-message:has(.audio-player)"
IS_PLAYING = "player => !player.paused && player.currentTime > 0.2"


@pytest.fixture
async def opened(chromium: str, tmp_path: Path) -> AsyncIterator[Playground]:
    """An open playground, if there is a browser."""
    async with open_playground(Settings(data=tmp_path), CLEAN_ENVIRON) as opened:
        yield opened


async def picture(window: Page, name: str, shown: Locator | None = None) -> None:
    """Take a picture of the window, scrolled to the end of `shown`, if LILT_PICTURES is set."""
    if folder := os.environ.get("LILT_PICTURES"):
        if shown is not None:
            await shown.evaluate("shown => shown.scrollIntoView({block: 'end'})")
        await window.screenshot(path=Path(folder) / f"playground-{name}.png")


async def type_in(window: Page, command: str) -> None:
    """Type the beginning of a command, so that the picker offers it."""
    await window.locator("#channel-composer-input").press_sequentially(command[:5])
    await expect(window.locator(".command-entry").first).to_contain_text(command)


async def send(window: Page, command: str) -> None:
    """Pick the offered command and send it without options."""
    await window.keyboard.press("Enter")
    await expect(window.locator(".command-chip")).to_contain_text(command)
    await window.locator("#send-message").click()


async def compose(window: Page) -> Locator:
    """Use /compose and wait for the tune."""
    await type_in(window, "/compose")
    await picture(window, "picker")
    await send(window, "/compose")
    tune = window.locator(TUNE).last
    await tune.wait_for(timeout=PATIENCE)
    return tune


async def sees_score(window: Page, tune: Locator) -> None:
    """Its first page is there, and shown as wide as Discord shows it."""
    score = await tune.locator("img.attachment-image").first.element_handle()
    await window.wait_for_function("score => score.naturalWidth > 600", arg=score, timeout=PATIENCE)
    assert await score.evaluate("score => score.clientWidth") >= 500


async def vary(window: Page, tune: Locator) -> None:
    """Choose the first option of the menu Vary, or press the button."""
    menu = tune.get_by_role("combobox", name="Vary")
    if await menu.count():
        await menu.click()
        await window.locator(".select-option:visible").first.click()
    else:
        await tune.get_by_role("button", name="Vary").click()


async def test_a_newcomer_composes_listens_varies_and_remixes(opened: Playground, window: Page) -> None:
    await window.goto(opened.page.url)
    await expect(window).to_have_title("Lilt's playground")

    tune = await compose(window)
    await expect(tune.locator(".embed-title")).to_have_text(re.compile("#1 · .+"))
    await sees_score(window, tune)

    await tune.get_by_role("button", name="Play").click(timeout=PATIENCE)
    sound = await tune.locator("audio").element_handle()
    await window.wait_for_function(IS_PLAYING, arg=sound, timeout=PATIENCE)
    await picture(window, "tune", tune)
    await tune.get_by_role("button", name="Pause").click()

    await vary(window, tune)
    await expect(window.locator(TUNE)).to_have_count(2, timeout=PATIENCE)
    await expect(window.locator(TUNE).last.locator(".embed-title")).to_have_text(re.compile("#2 · .+"))
    await sees_score(window, window.locator(TUNE).last)
    await expect(window.locator("#new-messages")).to_be_hidden()
    await picture(window, "varied", window.locator(TUNE).last)

    await window.locator(TUNE).last.get_by_role("button", name="Remix").click()
    await expect(window.get_by_role("dialog")).to_contain_text("Remix")
    await picture(window, "remix")
    await window.get_by_role("button", name="Submit").click()
    await expect(window.locator(TUNE)).to_have_count(3, timeout=PATIENCE)
    assert opened.server.violations == []


async def test_an_administrator_sees_the_same_channel(opened: Playground, window: Page) -> None:
    await window.goto(opened.page.url)
    await window.locator("#viewer-picker").select_option(label="Ada")
    await expect(window.get_by_label("Actions for Ada").get_by_label("Edit")).to_have_count(
        1
    )  # her own words
    await type_in(window, "/history")
    await send(window, "/history")
    await expect(window.locator("#channel-message-list")).to_contain_text("There are no tunes here yet")
