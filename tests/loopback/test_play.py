"""`python -m bot` without a token: the playground opens, says where it is, and ends when told."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.dress import NAMES, SCRIPT, STYLE
from bot.playground.page import REDRAW_SECONDS
from bot.playground.play import Playground, has_screen, playground
from bot.settings import Settings
from tests.loopback.stage import PRETENDING

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("LILT_", "DISCORD_"))}
NO_SCREEN = {name: value for name, value in CLEAN.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
URL = r"http://127\.0\.0\.1:\d+/#\S+"


@asynccontextmanager
async def started(tmp_path: Path, **environ: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot"),
        env={**NO_SCREEN, "LILT_DATA": str(tmp_path), **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def said_until(process: asyncio.subprocess.Process, pattern: str) -> str:
    """What a process says up to a line with this pattern."""
    assert process.stdout is not None
    said = ""
    while not re.search(pattern, said):
        line = (await process.stdout.readline()).decode()
        assert line, f"it ended, having said: {said}"
        said += line
    return said


def test_the_playground_itself_loads_no_torch() -> None:
    code = "import sys, bot.playground.play; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM", "End the playground"])
async def test_it_says_where_it_is_and_how_to_go_live_and_ends_when_told(tmp_path: Path, stop: str) -> None:
    async with started(tmp_path) as process:
        said = await said_until(process, "again; it logs the link")
        assert "DISCORD_TOKEN=<the token>" in said
        (url,) = re.findall(URL, said)
        if stop.startswith("SIG"):
            process.send_signal(signal.Signals[stop])
        else:
            async with aiohttp.ClientSession() as session:
                await Viewer(session, url).end()
        _, complaints = await process.communicate()
        assert (process.returncode, complaints) == (0, b"")
    assert (tmp_path / "playground" / "lilt.sqlite3").exists()
    assert not (tmp_path / "lilt.sqlite3").exists()


async def test_a_bot_that_cannot_start_ends_it_with_its_own_words(tmp_path: Path) -> None:
    async with started(tmp_path, LILT_MODEL="no-such-model") as process:
        said, complaints = await process.communicate()
    assert process.returncode == 78
    assert b"no-such-model" in complaints
    assert complaints.count(b"\n") == 1
    assert b"http" not in said


@pytest.mark.parametrize(
    ("environ", "screen"), [({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True), ({}, False)]
)
def test_a_browser_is_opened_only_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], screen: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert has_screen(environ) is screen


class Viewer:
    """What the page's JavaScript does, without a browser."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._base, secret = url.split("/#")
        self._headers = {"X-Simcord-Capability": secret}
        self._sequence = 0
        self.state: dict[str, Any] = {}

    async def open(self) -> None:
        async with self._session.post(f"{self._base}/api/pages", json={}, headers=self._headers) as answer:
            self.state = await answer.json()
        self._headers["X-Simcord-Context"] = self.state["context"]["id"]

    async def text(self, path: str) -> str:
        async with self._session.get(self._base + path) as answer:
            return await answer.text()

    async def look(self) -> dict[str, Any]:
        async with self._session.get(f"{self._base}/api/state", headers=self._headers) as answer:
            self.state = await answer.json()
        return self.state

    async def act(self, kind: str, **body: Any) -> dict[str, Any]:
        self._sequence += 1
        envelope = {
            "protocol_version": 3,
            "sequence": self._sequence,
            "request_id": f"r{self._sequence}",
            "generation": self.state["context"]["generation"],
            "bot_generation": self.state["botGeneration"],
            "published_revision": self.state["publishedRevision"],
            "kind": kind,
        }
        async with self._session.post(
            f"{self._base}/api/action", json=envelope | body, headers=self._headers
        ) as answer:
            result: dict[str, Any] = await answer.json()
        return result

    async def end(self) -> None:
        await self.open()
        assert (await self.act("close"))["settlement"] == "settled"

    async def command(self, name: str) -> dict[str, Any]:
        async with self._session.get(f"{self._base}/api/commands", headers=self._headers) as answer:
            catalogue = await answer.json()
        (entry,) = (entry for entry in catalogue["entries"] if entry["path"] == [name])
        found: dict[str, Any] = entry
        return found


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Playground]:
    async with playground(Settings(data=tmp_path), NO_SCREEN, PRETENDING) as opened:
        yield opened


@pytest.fixture
async def viewer(opened: Playground) -> AsyncIterator[Viewer]:
    async with aiohttp.ClientSession() as session:
        viewer = Viewer(session, opened.page.url)
        await viewer.open()
        yield viewer


async def compose(viewer: Viewer) -> dict[str, Any]:
    entry = await viewer.command("compose")
    return await viewer.act(
        "run_command",
        command_id=entry["commandId"],
        path=entry["path"],
        schema_fingerprint=entry["schemaFingerprint"],
        options={},
    )


async def test_a_command_on_the_page_brings_a_tune_to_it(opened: Playground, viewer: Viewer) -> None:
    assert (await compose(viewer))["settlement"] == "settled"

    async with asyncio.timeout(10):
        while "The Fake Jig" not in json.dumps(viewer.state):
            await asyncio.sleep(0.1)
            await viewer.look()


async def test_a_command_typed_while_the_page_changes_is_not_refused(
    opened: Playground, viewer: Viewer
) -> None:
    await opened.page.refresh()
    assert (await compose(viewer))["settlement"] == "settled"


async def test_who_gets_no_answer_is_told_after_three_seconds(opened: Playground, viewer: Viewer) -> None:
    opened.bot.signal(signal.SIGSTOP)
    begun = time.monotonic()
    told = await compose(viewer)
    opened.bot.signal(signal.SIGCONT)
    assert told["acknowledgement"] == "unacknowledged"
    assert 3 <= time.monotonic() - begun < 6


async def test_the_page_rests_while_nothing_happens(opened: Playground, viewer: Viewer) -> None:
    await asyncio.sleep(3 * REDRAW_SECONDS)  # the bot's coming has been drawn
    before = (await viewer.look())["publishedRevision"]
    await asyncio.sleep(3 * REDRAW_SECONDS)
    assert (await viewer.look())["publishedRevision"] == before


async def test_the_second_viewer_is_the_administrator(opened: Playground, viewer: Viewer) -> None:
    names = [one["name"] for one in (await viewer.look())["viewers"]]
    assert names == ["You", "Ada"]


async def test_an_option_is_completed_while_it_is_typed(opened: Playground, viewer: Viewer) -> None:
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


@pytest.mark.parametrize("path", ["/", "/app.js", "/preview.css"])
async def test_the_page_wears_our_dress(opened: Playground, viewer: Viewer, path: str) -> None:
    text = await viewer.text(path)
    ours = {"/": [*NAMES.values()], "/app.js": [SCRIPT], "/preview.css": [STYLE]}
    assert [words for words in ours[path] if words not in text] == []


async def test_ids_are_the_same_every_time(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        async with playground(Settings(data=tmp_path), NO_SCREEN, PRETENDING) as opened:
            ids.append((opened.server.world.guild.id, [viewer.id for viewer in opened.page.viewers]))
    assert ids[0] == ids[1]
