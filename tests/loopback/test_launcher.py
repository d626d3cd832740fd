"""`python -m bot` without a token: the playground opens, prints its address, and ends."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import psutil
import pytest

from bot.ops.health import NOT_CONNECTED
from bot.ops.lock import ENDING_SECONDS, WAITING
from bot.playground.bot_process import end_with_parent
from bot.playground.launcher import bot_environ, free_port, has_display, open_playground
from bot.settings import Settings
from tests.generator.tiny_models import untrained
from tests.loopback.harness import CLEAN_ENVIRON, FAKE_ENGINE
from tests.loopback.viewer import Viewer

__all__ = ["untrained"]

NO_SCREEN = {
    name: value for name, value in CLEAN_ENVIRON.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")
}
URL = r"http://127\.0\.0\.1:\d+/#\S+"


@asynccontextmanager
async def started(tmp_path: Path, **environ: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot"),
        env={**NO_SCREEN, "LILT_DATA": str(tmp_path), "LILT_PORT": "0", **environ},
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
    """The output of a process up to a line with this pattern."""
    assert process.stdout is not None
    said = ""
    while not re.search(pattern, said):
        line = (await process.stdout.readline()).decode()
        assert line, f"it ended, having said: {said}"
        said += line
    return said


def test_the_playground_loads_no_torch() -> None:
    code = "import sys, bot.playground.launcher; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


@pytest.mark.parametrize(
    "stop",
    [
        "SIGINT",
        pytest.param("SIGTERM", marks=pytest.mark.slow),
        pytest.param("SIGHUP", marks=pytest.mark.slow),
        "End the playground",
    ],
)
async def test_the_playground_prints_its_address_and_ends_when_stopped(tmp_path: Path, stop: str) -> None:
    port = free_port(0)
    async with started(tmp_path, LILT_PORT=str(port)) as process:
        said = await said_until(process, "again; it logs the link")
        assert f"http://127.0.0.1:{port}/healthz and http://127.0.0.1:{port}/metrics" in said
        assert "DISCORD_TOKEN=<the token>" in said
        (url,) = re.findall(URL, said)
        if stop.startswith("SIG"):
            process.send_signal(signal.Signals[stop])
        else:
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert (answer.status, await answer.text()) in (
                        (200, "ok\n"),
                        (503, f"{NOT_CONNECTED}\n"),
                    )
                async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    assert "lilt_healthy" in await answer.text()
                await Viewer(session, url).end()
        _, complaints = await process.communicate()
        assert (process.returncode, complaints) == (0, b"")
    assert (tmp_path / "playground" / "lilt.sqlite3").exists()
    assert not (tmp_path / "lilt.sqlite3").exists()


@pytest.mark.skipif(
    not end_with_parent(), reason="only setpriv (util-linux) ties a process to its parent's life"
)
async def test_a_killed_playground_leaves_no_bot_behind_and_can_be_opened_at_once(tmp_path: Path) -> None:
    async with started(tmp_path) as process:
        await said_until(process, URL)
        bots = psutil.Process(process.pid).children(recursive=True)
        assert bots
        process.kill()
        async with started(tmp_path) as again:  # at once: it waits for the bot that is ending
            await said_until(again, URL)
            _, left = await asyncio.to_thread(psutil.wait_procs, bots, timeout=30)
            again.send_signal(signal.SIGINT)
            _, complaints = await again.communicate()
    assert left == []
    assert (again.returncode, complaints.decode()) in ((0, ""), (0, f"{WAITING.format(ENDING_SECONDS)}\n"))


async def test_the_playground_ends_with_the_error_of_a_bot_that_cannot_start(tmp_path: Path) -> None:
    async with started(tmp_path, LILT_MODEL="no-such-model") as process:
        said, complaints = await process.communicate()
    assert process.returncode == 78
    assert b"no-such-model" in complaints
    assert complaints.count(b"\n") == 1
    assert b"http" not in said


@pytest.mark.parametrize("file", ["data", "data/playground"])
async def test_a_start_in_an_impossible_folder_says_so_in_one_line(tmp_path: Path, file: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.touch()
    async with started(tmp_path / "data" / ("x" if file == "data" else "")) as process:
        _, complaints = await process.communicate()
    assert process.returncode == 78
    assert complaints.count(b"\n") == 1
    assert b"time=" not in complaints


@pytest.mark.parametrize(
    ("environ", "screen"), [({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True), ({}, False)]
)
def test_a_browser_is_opened_only_with_a_display(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], screen: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert has_display(environ) is screen


def test_the_playground_has_its_own_history_and_the_models_of_the_real_bot(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, model="mine")
    inside = Settings.from_environ(bot_environ(settings, {}))
    assert inside.data != settings.data
    assert (inside.models_folder, inside.model) == (tmp_path / "models", "mine")
    assert Settings.from_environ(bot_environ(Settings(data=tmp_path), {})).model is None


def test_a_port_that_another_program_uses_is_replaced() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert free_port(port) not in (port, 0)
    assert free_port(port) == port


async def test_the_playground_offers_the_models_that_were_promoted(tmp_path: Path, untrained: Path) -> None:
    shutil.copytree(untrained, tmp_path / "models" / "mine")
    async with (
        open_playground(Settings(data=tmp_path), NO_SCREEN, FAKE_ENGINE) as opened,
        aiohttp.ClientSession() as session,
    ):
        viewer = Viewer(session, opened.page.url)
        await viewer.open()
        entry = await viewer.command("compose")
        answer = await viewer.act(
            "autocomplete_command",
            command_id=entry["commandId"],
            path=entry["path"],
            schema_fingerprint=entry["schemaFingerprint"],
            options={},
            focused="model",
            value="",
        )
    assert "mine" in [choice["value"] for choice in answer["result"]["choices"]]


async def test_ids_are_the_same_in_every_run(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        async with open_playground(Settings(data=tmp_path), NO_SCREEN, FAKE_ENGINE) as opened:
            ids.append((opened.server.simulation.guild.id, [viewer.id for viewer in opened.page.viewers]))
    assert ids[0] == ids[1]
