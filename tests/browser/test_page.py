"""The playground as a newcomer meets it: the real bot, a real browser, from `/compose` to a remix."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.playground.launcher import Playground, open_playground
from bot.settings import Settings
from tests.browser.steps import (
    HAS_ROOM,
    IS_AT_THE_TOP,
    IS_INSIDE,
    IS_ON_TOP,
    IS_PLAYING,
    NAME_IS_FREE,
    NUMBERED,
    PATIENCE,
    SIZES,
    TUNE,
    choose,
    compose,
    look,
    picture,
    sees_score,
    sees_the_answer,
    send,
    type_in,
    type_in_option,
    vary,
)
from tests.loopback.harness import CLEAN_ENVIRON, FAKE_ENGINE

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playground]:
    """An open playground, if there is a browser. The tests share it: the bot takes ten seconds to start."""
    data = tmp_path_factory.mktemp("playground")
    environ = {**CLEAN_ENVIRON, "LILT_PER_MINUTE": "0"}  # all tests of this file are one user
    async with open_playground(Settings(data=data), environ) as opened:
        yield opened


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
    await sees_the_answer(window)
    for seen in (".embed-title", ".component-button >> nth=0"):
        assert await tunes.last.locator(seen).evaluate(IS_ON_TOP), seen
    await expect(window.locator("#action-status")).to_be_empty()
    await look(window, f"{size}-answer")

    await choose(window, tunes.last.get_by_role("combobox", name="More"), "Files")
    files = window.get_by_role("combobox", name="Which file?").last
    await expect(files).to_be_visible(timeout=PATIENCE)
    await choose(window, files, "All players")
    card = window.locator(".channel-message").last.locator(".attachment", has_text=".mid")
    await expect(card).to_be_visible(timeout=PATIENCE)
    await sees_the_answer(window)
    async with window.expect_download() as saving:
        await card.get_by_role("button", name="Download").click()
    assert (await (await saving.value).path()).read_bytes().startswith(b"MThd")
    await expect(window.locator(".media-unavailable")).to_have_count(0)
    await look(window, f"{size}-file")

    await composer.fill("/history whose: server")
    await composer.press("Escape")
    await composer.press("Enter")
    await expect(window.locator(".channel-message").last).to_contain_text("@You", timeout=PATIENCE)
    await expect(window.get_by_text("<@")).to_have_count(0)
    await sees_the_answer(window)

    await composer.fill("/family number: 1")
    await composer.press("Escape")
    await composer.press("Enter")
    tree = window.locator(".channel-message").last.locator(".code-block")
    await expect(tree).to_contain_text("▶ #1", timeout=PATIENCE)
    assert await tree.evaluate(HAS_ROOM)


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
    await sees_the_answer(window)
    await look(window, f"{size}-option")
    assert await window.locator(".command-option-input").evaluate(HAS_ROOM)
    for used in (".command-option-input", ".command-pill", "#send-message"):
        assert await window.locator(used).evaluate(IS_INSIDE), used

    player = window.locator(".audio-player").last
    await player.hover()
    assert await player.evaluate(NAME_IS_FREE)
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


async def test_a_press_while_another_is_on_its_way_waits_for_its_turn(
    opened: Playground, window: Page
) -> None:
    await window.goto(opened.page.url)
    tunes, composer = window.locator(TUNE), window.locator("#channel-composer-input")
    await expect(window.locator(".channel-message").first).to_be_visible()
    await composer.fill("/compose")
    await composer.press("Escape")
    before = await tunes.count()
    await composer.press("Enter")
    for label in ("Save", "Another", "Another"):  # at once; the same button twice counts once
        await tunes.first.get_by_role("button", name=label).dispatch_event("click")
    await expect(window.locator("#channel-message-list")).to_contain_text("Saved.", timeout=PATIENCE)
    await expect(tunes).to_have_count(before + 2, timeout=PATIENCE)


@pytest.mark.parametrize("size", SIZES)
async def test_the_winner_of_a_challenge_is_seen_without_a_bar_and_its_link_leads_to_the_answer(
    opened: Playground, window: Page, browser: Browser, size: str
) -> None:
    other = await browser.new_page(viewport=SIZES[size])
    await window.set_viewport_size(SIZES[size])
    await window.goto(opened.page.url)
    composer, messages = window.locator("#channel-composer-input"), window.locator(".channel-message")
    answers = messages.filter(has_text="An answer to the challenge")
    await expect(messages.first).to_be_visible()
    before = await answers.count()
    await composer.fill("/challenge type: jig")
    await composer.press("Enter")
    challenge = messages.filter(has_text="how does it go on?").last
    answer_it = challenge.get_by_role("button", name="Answer", exact=True)
    await answer_it.click(timeout=PATIENCE)
    await expect(answers).to_have_count(before + 1, timeout=PATIENCE)
    await expect(answers.last.locator(".audio-player")).to_be_visible(timeout=PATIENCE)
    answered = await answers.last.get_attribute("data-message-id")
    await challenge.get_by_role("button", name="End now").click()
    opening = asyncio.ensure_future(other.goto(opened.page.url))  # it arrives while this page is opened
    await challenge.get_by_role("button", name="End the challenge").click()
    await opening
    for page in (window, other):
        link = page.get_by_role("button", name="this message").last
        await expect(page.get_by_role("button", name="this message")).to_have_count(
            before + 1, timeout=PATIENCE
        )
        await expect(page.get_by_text("discord.com/channels")).to_have_count(0)
        await sees_score(page, page.locator(TUNE).last)
        await sees_the_answer(page)
        await expect(page.locator("#new-messages")).to_be_hidden()
    await look(window, f"{size}-winner")
    assert await other.evaluate("document.title") == "Lilt's playground"
    await link.click()
    await other.wait_for_function(IS_AT_THE_TOP, arg=answered)
    await other.wait_for_timeout(700)  # a redraw
    assert await other.evaluate(IS_AT_THE_TOP, answered)
    await look(other, f"{size}-winning-answer")
    await other.close()


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
    await sees_the_answer(window)
    more = tunes.last.get_by_role("combobox", name="More")
    await window.mouse.move(300, 250)
    await window.mouse.wheel(0, 5000)
    await expect(more).not_to_be_in_viewport()
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
