"""What a user does and sees on the playground's page.

With LILT_PICTURES set to a folder (`make pictures`), the README's pictures are saved there; with LILT_LOOKS,
pictures of the page as wide as a desk's and a phone's screen.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize, expect

PATIENCE = 60_000
"""Milliseconds that a tune may take on a busy machine."""

TUNE = ".channel-message:has(.audio-player)"
NUMBERED = re.compile(r"#\d+ · .+")
IS_PLAYING = "player => !player.paused && player.currentTime > 0.2"


async def picture(window: Page, name: str, shown: Locator | None = None) -> None:
    """Take a picture of the window, scrolled to the beginning of `shown`, if LILT_PICTURES is set."""
    if folder := os.environ.get("LILT_PICTURES"):
        if shown is not None:
            await shown.evaluate("shown => shown.scrollIntoView({block: 'start'})")
        await window.mouse.move(0, 0)
        await window.screenshot(path=Path(folder) / f"playground-{name}.png")


SIZES = {
    "wide": ViewportSize(width=1280, height=900),
    "phone": ViewportSize(width=390, height=844),
}
ANSWER_IS_SEEN = """() => {
  const timeline = document.getElementById("channel-timeline").getBoundingClientRect();
  const last = [...document.querySelectorAll(".channel-message")].at(-1).getBoundingClientRect();
  if (last.height > timeline.height) return Math.abs(last.top - timeline.top) <= 1;
  return last.bottom <= timeline.bottom + 1 && last.bottom > timeline.top;
}"""
IS_ON_TOP = """element => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
IS_INSIDE = """element => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
}"""
NAME_IS_FREE = """player => {
  const actions = player.closest(".attachment-media").querySelector(".attachment-media-actions");
  const padding = parseFloat(getComputedStyle(player, "::before").paddingRight);
  return player.getBoundingClientRect().right - padding <= actions.getBoundingClientRect().left;
}"""
IS_AT_THE_TOP = """id => {
  const message = document.querySelector(`.channel-message[data-message-id="${id}"]`).getBoundingClientRect();
  return Math.abs(message.top - document.getElementById("channel-timeline").getBoundingClientRect().top) <= 2;
}"""
HAS_ROOM = "element => element.scrollWidth <= element.clientWidth"


async def look(window: Page, name: str) -> None:
    """Take a picture for somebody to look at, if LILT_LOOKS is set to a folder."""
    if folder := os.environ.get("LILT_LOOKS"):
        await window.screenshot(path=Path(folder) / f"{name}.png")


async def sees_the_answer(window: Page) -> None:
    """Wait until the last message is in view with all its pictures, or its beginning if it is too high."""
    await window.wait_for_function(ANSWER_IS_SEEN, timeout=PATIENCE)


async def type_in(window: Page, command: str) -> None:
    """Type the beginning of a command, so that the picker offers it."""
    await expect(window.locator(".channel-message").first).to_be_visible()
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


async def type_in_option(window: Page, option: str, value: str) -> None:
    """Pick the offered command, and type an option of it."""
    await window.keyboard.press("Enter")
    await window.locator(".command-chip").click()
    offered = window.locator(f'.command-suggestion[data-value="{option}"]')
    described = offered.locator(".command-suggestion-description")
    await expect(described).to_have_text(re.compile(r"\w+ \w+"))
    assert await described.evaluate(HAS_ROOM)
    await offered.click()
    await window.keyboard.type(value)
    await window.keyboard.press("Escape")


async def choose(window: Page, menu: Locator, option: str) -> None:
    """Open a menu and choose an option. The menu closes if its message is edited then: try again."""
    offered = window.locator(".select-option:visible", has_text=option).first
    for _ in range(5):
        await menu.click()
        with contextlib.suppress(AssertionError):
            await expect(offered).to_be_visible(timeout=2_000)
            break
    await offered.click()


async def sees_score(window: Page, tune: Locator) -> None:
    """Its first page is there, and shown as wide as Discord shows it, on a phone as wide as that allows."""
    score = await tune.locator("img.attachment-image").first.element_handle()
    await window.wait_for_function("score => score.naturalWidth > 600", arg=score, timeout=PATIENCE)
    assert await score.evaluate("score => score.clientWidth >= Math.min(500, 0.75 * innerWidth)")


async def vary(window: Page, tune: Locator) -> None:
    """Choose the first option of the menu Vary, or press the button."""
    menu = tune.get_by_role("combobox", name="Vary")
    if await menu.count():
        await menu.click()
        await window.locator(".select-option:visible").first.click()
    else:
        await tune.get_by_role("button", name="Vary").click()
