"""The playground's page: actions on it reach the bot, and the bot's messages reach it."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.playground.launcher import Playground, open_playground
from bot.playground.page.channel_page import REDRAW_SECONDS
from bot.playground.page.notices import CHANGED, NO_ANSWER
from bot.playground.page.replacements import ADDITIONS, REPLACEMENTS
from bot.settings import Settings
from tests.loopback.harness import CLEAN_ENVIRON, FAKE_ENGINE, SLOW_ENGINE
from tests.loopback.viewer import Viewer, compose, wait_for_text


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Playground]:
    async with open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, FAKE_ENGINE) as opened:
        yield opened


@pytest.fixture
async def viewer(opened: Playground) -> AsyncIterator[Viewer]:
    async with aiohttp.ClientSession() as session:
        viewer = Viewer(session, opened.page.url)
        await viewer.open()
        yield viewer


@pytest.fixture
async def composing(tmp_path: Path) -> AsyncIterator[Viewer]:
    """A viewer while a slow engine composes."""
    async with (
        open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, SLOW_ENGINE) as opened,
        aiohttp.ClientSession() as session,
    ):
        viewer = Viewer(session, opened.page.url)
        await viewer.open()
        await compose(viewer)
        await wait_for_text(viewer, "Composing")
        yield viewer


async def test_a_command_on_the_page_shows_a_tune(opened: Playground, viewer: Viewer) -> None:
    assert (await compose(viewer))["settlement"] == "settled"
    await wait_for_text(viewer, "The Fake Jig")


async def test_the_page_shows_the_progress_of_a_tune(composing: Viewer) -> None:
    assert "The Fake Jig" not in json.dumps(composing.state)
    await wait_for_text(composing, "The Fake Jig")


async def test_two_simultaneous_actions_run_one_after_the_other(opened: Playground, viewer: Viewer) -> None:
    async with aiohttp.ClientSession() as session:
        other = Viewer(session, opened.page.url)
        await other.open()
        both = await asyncio.gather(compose(viewer), compose(other))
    assert [one["settlement"] for one in both] == ["settled", "settled"]


async def test_a_command_from_an_outdated_page_is_accepted(opened: Playground, viewer: Viewer) -> None:
    await opened.page.refresh()
    assert (await compose(viewer))["settlement"] == "settled"


async def test_a_button_of_an_outdated_page_is_pressed(opened: Playground, viewer: Viewer) -> None:
    await compose(viewer)
    await wait_for_text(viewer, "The Fake Jig")
    for _ in range(3):
        await opened.page.refresh()
    assert (await viewer.press("Save"))["settlement"] == "settled"
    await wait_for_text(viewer, "Save (1)")


async def test_the_button_that_has_come_in_the_place_of_another_is_not_pressed(composing: Viewer) -> None:
    outdated = composing.state
    await wait_for_text(composing, "The Fake Jig")
    composing.state = outdated
    refused = await composing.press("Cancel")
    assert (refused["diagnostics"][0]["code"], refused["notice"]) == ("stale-revision", CHANGED)


async def test_a_press_that_has_waited_for_its_turn_means_what_was_seen_at_the_press(
    composing: Viewer,
) -> None:
    seen = composing.state["publishedRevision"]
    *_, message = composing.state["messages"]
    await wait_for_text(composing, "The Fake Jig")
    pressed = {"target_id": message, "control_key": f"message:{message}:component:0.components.0"}
    assert (await composing.act("click", seen_revision=seen, **pressed))["notice"] == CHANGED
    composing._sequence -= 1
    shown = composing.state["publishedRevision"]
    assert (await composing.act("click", seen_revision=shown, **pressed))["settlement"] == "settled"


async def test_options_typed_beyond_their_limits_are_refused_with_them(viewer: Viewer) -> None:
    wanted = {
        "/compose tempo: 9999": "tempo: “9999” is not possible; it must be a whole number (30 to 300).",
        "/compose seed: -1": "a whole number (",
        "/compose temperature: 5": "a number (",
        "/compose times: 100": "a whole number (",
        f"/compose opening: {'A' * 300}": "characters long",
        "/tune number: abc": "a whole number (",
        "/challenge days: 9": "a whole number (1 to 7)",
        "/help language: Latin": "one of English, ",
    }
    refused = {text: (await viewer.act("send_message", content=text))["notice"] for text in wanted}
    assert [text for text, said in refused.items() if wanted[text] not in said] == [], refused


async def test_the_irish_for_irish_need_not_be_known(viewer: Viewer) -> None:
    assert (await viewer.act("send_message", content="/help language: Irish"))["settlement"] == "settled"
    await wait_for_text(viewer, "Cum port")


async def test_the_page_reports_a_missing_answer_after_3_s(opened: Playground, viewer: Viewer) -> None:
    opened.bot.signal(signal.SIGSTOP)
    begun = time.monotonic()
    told = await compose(viewer)
    opened.bot.signal(signal.SIGCONT)
    assert (told["acknowledgement"], told["notice"]) == ("unacknowledged", NO_ANSWER)
    assert 3 <= time.monotonic() - begun < 6


async def test_the_page_is_not_redrawn_while_nothing_happens(opened: Playground, viewer: Viewer) -> None:
    await asyncio.sleep(3 * REDRAW_SECONDS)  # the bot's connecting has been drawn
    before = (await viewer.look())["publishedRevision"]
    await asyncio.sleep(3 * REDRAW_SECONDS)
    assert (await viewer.look())["publishedRevision"] == before


async def test_the_second_viewer_is_the_administrator(opened: Playground, viewer: Viewer) -> None:
    names = [one["name"] for one in (await viewer.look())["viewers"]]
    assert names == ["You", "Ada"]


async def test_an_option_has_autocomplete(opened: Playground, viewer: Viewer) -> None:
    entry = await viewer.command("compose")
    answer = await viewer.act(
        "autocomplete_command",
        command_id=entry["commandId"],
        path=entry["path"],
        schema_fingerprint=entry["schemaFingerprint"],
        options={},
        focused="bars",
        value="8",
    )
    assert {"name": "8", "value": 8} in answer["result"]["choices"]


@pytest.mark.parametrize("path", sorted({*REPLACEMENTS, *ADDITIONS}))
async def test_the_page_has_our_texts_style_and_script(opened: Playground, viewer: Viewer, path: str) -> None:
    text = await viewer.text(path)
    ours = [*REPLACEMENTS.get(path, {}).values(), ADDITIONS.get(path, "")]
    assert [words for words in ours if words not in text] == []
