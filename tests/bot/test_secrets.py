"""The bot's child processes do not inherit its secrets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import take_secrets
from generator.engine.local.process_pool import ProcessPool

SECRETS = [
    "DISCORD_TOKEN", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PGPASSWORD", "API_KEY", "KEY", "db_password",
    "GOOGLE_APPLICATION_CREDENTIALS", "SSH_AUTH_SOCK",
]  # fmt: skip
KEPT = [
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "OMP_NUM_THREADS",
    "LILT_LOG",
    "KEYBOARD",
    "MONKEY",
]


@pytest.mark.parametrize("name", [*SECRETS, *KEPT])
def test_secrets_are_taken_out_of_the_environment(name: str) -> None:
    environ = {name: "value"}
    assert take_secrets(environ) == {name: "value"}
    assert (name in environ) == (name in KEPT)


def read_environ() -> bytes:
    """The environment that this process was started with; nothing that it does later changes it."""
    return Path("/proc/self/environ").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_a_worker_is_started_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "a-secret-value")
    take_secrets(os.environ)
    pool = ProcessPool(1, seconds=30, memory=2**30)
    pool.start()
    try:
        assert b"a-secret-value" not in await pool.run(read_environ)
    finally:
        pool.close()


PRINTING = """
import os, runpy, sys
import bot.cli.health as health
health.run = lambda arguments: print(arguments.settings.token, dict(os.environ).get("DISCORD_TOKEN"))
sys.argv = ["bot", "health"]
runpy.run_module("bot", run_name="__main__")
"""


def test_the_program_takes_them_before_it_does_anything_else(tmp_path: Path) -> None:
    token = ".".join(("a" * 24, "b" * 6, "c" * 38))
    environ = {
        "DISCORD_TOKEN": token,
        "LILT_DATA": str(tmp_path),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PRINTING],
        env=environ,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout == f"{token} None\n", ended.stderr
