"""The bot's child processes do not inherit its secrets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.cli.environment import is_needed, take_environment
from generator.engine.local.process_pool import ProcessPool

SECRETS = [
    "DISCORD_TOKEN", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PGPASSWORD", "API_KEY", "KEY", "db_password",
    "GOOGLE_APPLICATION_CREDENTIALS", "SSH_AUTH_SOCK", "APIKEY", "PGPASS", "MYSQL_PWD", "DATABASE_URL",
    "SENTRY_DSN", "LILT_NATS_PASSWORD", "LILT_NATS_USER", "TORCH_HUB_TOKEN", "PYTHON_PASS", "PATHS", "MONKEY",
]  # fmt: skip
KEPT = [
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
    "PYTHONPATH", "PYTHONHASHSEED", "FONTCONFIG_PATH", "CUDA_VISIBLE_DEVICES", "SystemRoot", "SSL_CERT_FILE",
    "XAUTHORITY",
]  # fmt: skip


@pytest.mark.parametrize("name", [*SECRETS, *KEPT])
def test_only_what_is_needed_stays_in_the_environment(name: str) -> None:
    environ = {name: "value"}
    assert take_environment(environ) == {name: "value"}
    assert (name in environ) == (name in KEPT)


def read_environ() -> bytes:
    """The environment that this process was started with; nothing that it does later changes it."""
    return Path("/proc/self/environ").read_bytes()


@pytest.fixture
def own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment is put back, with what was taken out of it."""
    before = dict(os.environ)
    yield
    monkeypatch.undo()
    os.environ.update(before)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.usefixtures("own_environment")
async def test_a_worker_is_started_with_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "a-secret-value")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    take_environment(os.environ)
    pool = ProcessPool(1, seconds=30, memory=2**30)
    pool.start()
    try:
        found = await pool.run(read_environ)
    finally:
        pool.close()
    assert b"a-secret-value" not in found
    assert b"OMP_NUM_THREADS=1" in found
    names = [one.partition(b"=")[0].decode() for one in found.split(b"\0") if one]
    assert [name for name in names if not is_needed(name)] == []


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
