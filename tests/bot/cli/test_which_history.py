"""Where only the playground has a history, the commands mean that one, and say so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import DATABASE
from bot.cli.which_history import meant
from bot.history.backup import inspect
from bot.ops import health
from bot.ops.lock import data_lock
from bot.settings import Settings


class Host:
    """Somebody who runs commands with this LILT_DATA."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self.playground = Settings(data=data).playground_folder
        self._capsys = capsys

    def call(self, *words: str, data: Path | None = None) -> tuple[int, str]:
        """The exit code, and what is said."""
        code = main({"LILT_DATA": str(data or self.data)}, words)
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def in_playground(self, sentence: str) -> str:
        return f"In the playground ({self.playground}): {sentence}\n"


@pytest.fixture
def host(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Host:
    """With a history of the playground, in which user 1 is blocked."""
    host = Host(tmp_path / "data", capsys)
    assert host.call("block", "1", data=host.playground)[0] == 0
    return host


def only_playground(host: Host) -> bool:
    return not (host.data / DATABASE).exists()


def test_blocking_is_about_the_playground(host: Host) -> None:
    assert host.call("block", "2") == (0, host.in_playground("Lilt does not answer 2 any more."))
    assert host.call("block", "1") == (0, host.in_playground("1 is blocked already."))
    assert host.call("unblock", "1") == (0, host.in_playground("Lilt answers 1 again."))
    assert host.call("unblock", "1") == (0, host.in_playground("1 is not blocked."))
    code, said = host.call("blocked")
    assert (code, said.startswith(host.in_playground("2  since 20").rstrip("\n"))) == (0, True)
    assert host.call("blocked", data=host.playground)[1].startswith("2  since 20")
    assert only_playground(host)


def test_health_is_the_playgrounds(host: Host) -> None:
    assert host.call("health") == (1, host.in_playground(health.NOT_RUNNING))
    report = host.playground / health.FILE
    report.write_text('{"problem": null, "warning": "Slow."}')
    assert host.call("health") == (0, host.in_playground("ok, but: Slow."))
    report.write_text('{"problem": null, "warning": null}')
    assert host.call("health") == (0, "")


def test_restore_replaces_the_playgrounds_history_unless_its_bot_runs(host: Host, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert host.call("backup", str(copy))[0] == 0
    assert host.call("unblock", "1")[0] == 0
    with data_lock(host.playground):
        refusal = "A bot is running with this LILT_DATA already; please stop it first."
        assert host.call("restore", str(copy)) == (1, host.in_playground(refusal))
    assert host.call("blocked") == (0, "")
    code, said = host.call("restore", str(copy))
    assert (code, "it is the playground's history now." in said) == (0, True)
    assert f"is kept as {host.playground / DATABASE}." in said
    assert host.call("unblock", "1") == (0, host.in_playground("Lilt answers 1 again."))
    assert only_playground(host)
    assert inspect(host.playground / DATABASE).tunes == 0


def test_where_the_bot_has_a_history_too_or_nobody_has_one_it_is_the_bots(host: Host) -> None:
    shutil.copy(host.playground / DATABASE, host.data / DATABASE)
    assert host.call("unblock", "1") == (0, "Lilt answers 1 again.\n")
    assert host.call("blocked", data=host.playground)[1].startswith("1  since 20")
    shutil.rmtree(host.data)
    assert meant(Settings(data=host.data)).folder == host.data
