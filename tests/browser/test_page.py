"""The playground as a newcomer meets it: the real bot, a real browser, from `/compose` to a remix.

With LILT_PICTURES set to a folder (`make pictures`), it saves the README's pictures there; with LILT_LOOKS,
pictures of the page as wide as a desk's and a phone's screen.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, ViewportSize, expect

from bot.playground.launcher import Playground, open_playground
from bot.settings import Settings
from tests.loopback.harness import CLEAN_ENVIRON, FAKE_ENGINE

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 60_000
"""Milliseconds that a tune may take on a busy machine."""

TUNE = ".channel-message:has(.audio-player)"
NUMBERED = re.compile(r"#\d+ · .+")
IS_PLAYING = "player => !player.paused && player.currentTime > 0.2"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playground]:
    """An open playground, if there is a browser. The tests share it: the bot takes ten seconds to start."""
    data = tmp_path_factory.mktemp("playground")
    async with open_playground(Settings(data=data), CLEAN_ENVIRON) as opened:
        yield opened


async def picture(window: Page, name: str, shown: Locator | None = None) -> None:
    """Take a picture of the window, scrolled to the end of `shown`, if LILT_PICTURES is set."""
    if folder := os.environ.get("LILT_PICTURES"):
        if shown is not None:
            await shown.evaluate("shown => shown.scrollIntoView({block: 'end'})")
        await window.screenshot(path=Path(folder) / f"playground-{name}.png")


SIZES = {
    "wide": ViewportSize(width=1280, height=900),
    "phone": ViewportSize(width=390, height=844),
}
END_IS_SEEN = """() => {
  const timeline = document.getElementById("channel-timeline").getBoundingClientRect();
  const last = [...document.querySelectorAll(".channel-message")].at(-1).getBoundingClientRect();
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
HAS_ROOM = "element => element.scrollWidth <= element.clientWidth"


async def look(window: Page, name: str) -> None:
    """Take a picture for somebody to look at, if LILT_LOOKS is set to a folder."""
    if folder := os.environ.get("LILT_LOOKS"):
        await window.screenshot(path=Path(folder) / f"{name}.png")


async def sees_the_end(window: Page) -> None:
    """Wait until the end of the last message is in view, with all its pictures."""
    await window.wait_for_function(END_IS_SEEN, timeout=PATIENCE)


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
    await window.locator(f'.command-suggestion[data-value="{option}"]').click()
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


async def test_a_newcomer_composes_listens_varies_and_remixes(opened: Playground, window: Page) -> None:
    await window.goto(opened.page.url)
    await expect(window).to_have_title("Lilt's playground")

    before = await window.locator(TUNE).count()

    tune = await compose(window)
    await expect(tune.locator(".embed-title")).to_have_text(NUMBERED)
    await sees_score(window, tune)

    await tune.get_by_role("button", name="Play").click(timeout=PATIENCE)
    sound = await tune.locator("audio").element_handle()
    await window.wait_for_function(IS_PLAYING, arg=sound, timeout=PATIENCE)
    await picture(window, "tune", tune)
    await tune.get_by_role("button", name="Pause").click()

    await vary(window, tune)
    await expect(window.locator(TUNE)).to_have_count(before + 2, timeout=PATIENCE)
    await expect(window.locator(TUNE).last.locator(".embed-title")).to_have_text(NUMBERED)
    await sees_score(window, window.locator(TUNE).last)
    await expect(window.locator("#new-messages")).to_be_hidden()
    await picture(window, "varied", window.locator(TUNE).last)

    await window.locator(TUNE).last.get_by_role("button", name="Remix").click()
    await expect(window.get_by_role("dialog")).to_contain_text("Remix")
    await picture(window, "remix")
    await window.get_by_role("button", name="Submit").click()
    await expect(window.locator(TUNE)).to_have_count(before + 3, timeout=PATIENCE)
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


@pytest.mark.parametrize("size", SIZES)
async def test_a_page_of_any_width_shows_what_was_asked_for(
    opened: Playground, window: Page, size: str
) -> None:
    await window.set_viewport_size(SIZES[size])
    await window.goto(opened.page.url)
    tunes, composer = window.locator(TUNE), window.locator("#channel-composer-input")
    await expect(window.locator(".channel-message").first).to_be_visible()
    before = await tunes.count()

    await composer.fill("/compose typ: jig")
    await composer.press("Enter")
    await expect(window.get_by_role("alert").filter(has_text="is no option")).to_be_visible()
    await expect(composer).to_have_value("/compose typ: jig")
    await composer.fill("/compose type: jig key: D")
    await composer.press("Enter")
    await expect(tunes).to_have_count(before + 1, timeout=PATIENCE)
    await expect(tunes.last).to_contain_text(re.compile(r"jig.*D (major|minor|Dorian|Mixolydian)", re.DOTALL))
    await expect(window.get_by_text("is no option")).to_be_hidden()
    await sees_score(window, tunes.last)
    await sees_the_end(window)
    await look(window, f"{size}-answer")

    await choose(window, tunes.last.get_by_role("combobox", name="More"), "Files")
    files = window.get_by_role("combobox", name="Which file?").last
    await expect(files).to_be_visible(timeout=PATIENCE)
    await choose(window, files, "All players")
    card = window.locator(".channel-message").last.locator(".attachment", has_text=".mid")
    await expect(card).to_be_visible(timeout=PATIENCE)
    await sees_the_end(window)
    async with window.expect_download() as saving:
        await card.get_by_role("button", name="Download").click()
    assert (await (await saving.value).path()).read_bytes().startswith(b"MThd")
    await expect(window.locator(".media-unavailable")).to_have_count(0)
    await look(window, f"{size}-file")

    await composer.fill("/history")
    await composer.press("Escape")
    await composer.press("Enter")
    await expect(window.locator(".channel-message").last).to_contain_text("@You", timeout=PATIENCE)
    await expect(window.get_by_text("<@")).to_have_count(0)
    await sees_the_end(window)


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_on_a_page_of_any_width_covers_or_clips_what_is_used(
    opened: Playground, window: Page, size: str
) -> None:
    await window.set_viewport_size(SIZES[size])
    await window.goto(opened.page.url)
    await expect(window.locator(".channel-message").first).to_be_visible()
    if not await window.locator(TUNE).count():
        await compose(window)
    await type_in(window, "/compose")
    await type_in_option(window, "instrument", "fiddle and accordion")
    await sees_the_end(window)
    await look(window, f"{size}-option")
    assert await window.locator(".command-option-input").evaluate(HAS_ROOM)
    for used in (".command-option-input", ".command-pill", "#send-message"):
        assert await window.locator(used).evaluate(IS_INSIDE), used

    await window.get_by_role("button", name="Exit command mode").click()
    await expect(window.locator(".command-entry").first).to_be_visible()
    await window.locator(TUNE).last.get_by_role("button", name="Remix").click()
    submit = window.get_by_role("button", name="Submit")
    await expect(submit).to_be_visible()
    assert await submit.evaluate(IS_ON_TOP)
    await look(window, f"{size}-form")
    await window.get_by_role("button", name="Cancel").click()

    for width in (700, 1280, 390):
        await window.set_viewport_size(ViewportSize(width=width, height=800))
        for panel in ("#messages-sidebar", "#inspector-panel"):
            await expect(window.locator(panel)).to_be_hidden()


async def test_a_menu_that_the_user_scrolled_back_to_opens_there(opened: Playground, window: Page) -> None:
    await window.set_viewport_size(ViewportSize(width=1000, height=500))  # lower than an answer
    await window.goto(opened.page.url)
    tunes, composer = window.locator(TUNE), window.locator("#channel-composer-input")
    await expect(window.locator(".channel-message").first).to_be_visible()
    newest = window.locator("[data-message-id]").last
    before = await newest.get_attribute("data-message-id")
    await composer.fill("/compose type: jig")
    await composer.press("Enter")
    await expect(newest).not_to_have_attribute("data-message-id", str(before), timeout=PATIENCE)
    await expect(window.locator(".channel-message").last.locator(".audio-player")).to_be_visible(
        timeout=PATIENCE
    )
    await sees_score(window, tunes.last)
    await sees_the_end(window)
    more = tunes.last.get_by_role("combobox", name="More")
    await window.mouse.move(300, 250)
    while not await more.evaluate(IS_ON_TOP):
        await window.mouse.wheel(0, -100)
        await window.wait_for_timeout(50)
    await more.click()
    await expect(window.locator(".select-option:visible", has_text="Practice").first).to_be_visible()
    await window.wait_for_timeout(500)
    assert await more.evaluate(IS_ON_TOP)


async def test_a_page_says_that_the_playground_has_ended_and_the_next_shows_its_tunes(
    window: Page, tmp_path: Path
) -> None:
    async with open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, FAKE_ENGINE) as first:
        await window.goto(first.page.url)
        await type_in(window, "/compose")
        await send(window, "/compose")
        await expect(window.get_by_text("The Fake Jig")).to_have_count(1, timeout=PATIENCE)
    await expect(window.get_by_role("alert").filter(has_text="has ended")).to_be_visible()
    await expect(window.get_by_text("The Fake Jig")).to_have_count(1)
    await look(window, "ended")
    async with open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, FAKE_ENGINE) as second:
        await window.goto(second.page.url)
        await expect(window.get_by_text("The Fake Jig")).to_have_count(1)
        await expect(window.get_by_text("has ended")).to_be_hidden()
