"""`python -m bot`: starts, refuses to start, stops."""

from __future__ import annotations

import asyncio
import errno
import os
import pkgutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

import bot
from bot import __main__ as main_module
from bot.__main__ import main
from bot.app import Lilt
from bot.cli import run as running
from bot.history import History
from bot.settings import Settings
from generator.errors import ModelError
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary

ROOT = Path(__file__).parents[2]


def python(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("LILT_", "DISCORD_"))}
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments],
        cwd=cwd,
        env=known | {"PYTHONPATH": str(ROOT)} | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_no_module_of_the_bot_loads_torch(tmp_path: Path) -> None:
    names = [module.name for module in pkgutil.walk_packages(bot.__path__, "bot.")]
    assert "bot.cli.run" in names
    code = f"import sys, {', '.join(names)}; sys.exit('torch' in sys.modules)"
    assert python("-c", code, cwd=tmp_path).returncode == 0


def closed(code: int) -> discord.ConnectionClosed:
    socket: Any = None
    return discord.ConnectionClosed(socket, shard_id=None, code=code)


@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_bad_setting_ends_the_bot_with_78_and_one_sentence(tmp_path: Path, where: str) -> None:
    bad = {"LILT_USER_LIMIT": "none"}
    if where == ".env":
        (tmp_path / ".env").write_text("LILT_USER_LIMIT=none\n")
        bad = {}
    ended = python("-m", "bot", cwd=tmp_path, **bad)
    sentence = "LILT_USER_LIMIT: 'none' is not possible; it must be a whole number from 1 to 1000000.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (78, "", sentence)


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (discord.LoginFailure("Improper token has been passed."), 78, "DISCORD_TOKEN"),
        (ModelError("There is no model x."), 78, "model x"),
        (aiohttp.ClientConnectionError("no route"), 69, "reached"),
        (discord.GatewayNotFound(), 69, "reached"),  # type: ignore[no-untyped-call]
        (discord.PrivilegedIntentsRequired(None), 78, "intents"),
        (closed(4004), 78, "DISCORD_TOKEN"),
        (closed(4013), 78, "intents"),
        (closed(4000), 69, "reached"),
        (sqlite3.DatabaseError("malformed"), 78, "LILT_DATA"),
    ],
)
def test_an_error_at_the_start_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    code: int,
    word: str,
) -> None:
    async def serve(settings: Settings, token: str) -> None:
        raise error

    monkeypatch.setattr(running, "serve", serve)
    assert main({"DISCORD_TOKEN": "not.so.secret"}) == code
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert word in said
    assert "secret" not in said


@pytest.mark.parametrize("module", running.PLAYGROUND)
def test_without_a_token_and_the_playground_the_bot_ends_with_78_and_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    monkeypatch.setattr(running, "find_spec", lambda name: None if name == module else name)
    assert main({}) == 78
    assert capsys.readouterr().err == (
        "DISCORD_TOKEN is not set, and the playground is not installed: set the token, or run "
        "`pip install '.[all]'` in Lilt's folder.\n"
    )


def test_no_module_but_the_playground_needs_the_extra(tmp_path: Path) -> None:
    names = [module.name for module in pkgutil.walk_packages(bot.__path__, "bot.")]
    names = [name for name in names if not name.startswith("bot.playground")]
    blocked = f"import sys; sys.modules.update(dict.fromkeys({running.PLAYGROUND!r}))"
    ended = python("-c", f"{blocked}; import {', '.join(names)}", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_an_engine_that_does_not_exist_ends_the_bot_with_78(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"DISCORD_TOKEN": "not.so.secret", "LILT_DATA": str(tmp_path), "LILT_ENGINE": "remote"}
    assert main(environ) == 78
    assert capsys.readouterr().err == (
        "LILT_ENGINE: 'remote' is not possible; it must be local or like nats://127.0.0.1:4222.\n"
    )


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_what_is_open(monkeypatch: pytest.MonkeyPatch, stop: signal.Signals) -> None:
    """The process would end some time after SIGTERM whatever hangs; here it is the tests' own."""
    closed: list[str] = []
    ends: list[float] = []

    async def serve(settings: Settings, token: str) -> None:
        try:
            os.kill(os.getpid(), stop)
            await asyncio.sleep(60)
        finally:
            closed.append(token)

    monkeypatch.setattr(running, "serve", serve)
    monkeypatch.setattr(running, "end_at_last", ends.append)
    assert main({"DISCORD_TOKEN": "not.so.secret"}) == 0
    assert closed == ["not.so.secret"]
    assert ends == ([running.STOP_SECONDS] if stop == signal.SIGTERM else [])


async def test_the_invitation_asks_for_the_permissions_that_the_bot_needs(history: History) -> None:
    lilt = Lilt(engine=FakeEngine(), history=history, catalogue=CATALOGUE, library=FakeLibrary())
    assert "scope=bot+applications.commands" in lilt.invitation
    wanted = discord.Permissions(
        send_messages=True, attach_files=True, embed_links=True, read_message_history=True
    )
    assert f"permissions={wanted.value}" in lilt.invitation


def test_a_file_of_settings_that_cannot_be_read_is_one_sentence_and_78(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), ".env")

    monkeypatch.setattr(main_module, "dotenv_values", refused)
    assert main_module.run() == 78
    assert capsys.readouterr().err == "The file .env cannot be read: Permission denied.\n"


def test_a_file_of_settings_that_is_no_text_is_one_sentence_and_78(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"LILT_LOG=\xff\xfe\n")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "health"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(bot.__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 78
    assert done.stderr == "The file .env is not text in UTF-8; write it again with a text editor.\n"


@pytest.mark.parametrize(
    "name",
    ["lilt.sqlite3", "lilt.sqlite3-wal", "lilt.sqlite3-shm", "lock", "health.json", "health.json.part"],
)
def test_a_folder_in_the_place_of_a_file_is_one_sentence_and_78(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    mode = (tmp_path / name).stat().st_mode
    ended = python("-m", "bot", cwd=tmp_path, DISCORD_TOKEN="not.so.secret", LILT_DATA=str(tmp_path))
    sentence = f"{name} in LILT_DATA is a folder, but Lilt keeps a file of that name; please move it away.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (78, "", sentence)
    assert (tmp_path / name).stat().st_mode == mode


def test_a_file_in_the_place_of_the_data_folder_is_one_sentence_and_78(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    ended = python("-m", "bot", cwd=tmp_path, DISCORD_TOKEN="not.so.secret", LILT_DATA=str(tmp_path / "data"))
    assert (ended.returncode, ended.stdout) == (78, "")
    assert ended.stderr == f"LILT_DATA: {str(tmp_path / 'data')!r} is not a folder.\n"


@pytest.mark.parametrize("command", ["backup", "block"])
def test_other_commands_say_that_the_database_is_a_folder_in_a_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "lilt.sqlite3").mkdir()
    ended = python("-m", "bot", command, "1", cwd=tmp_path, LILT_DATA=str(tmp_path))
    assert ended.returncode in (1, 78)
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr
