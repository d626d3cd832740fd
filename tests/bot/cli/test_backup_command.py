"""`python -m bot backup`: which history it takes, and what it says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import DATABASE
from bot.history.backup import inspect
from tests.bot.test_start import python


@pytest.mark.parametrize(
    ("bots", "playgrounds", "said"),
    [
        (True, False, f"It is a copy of data/{DATABASE}."),
        (False, True, f"It is a copy of data/playground/{DATABASE}, the playground's history."),
        (
            True,
            True,
            f"It is a copy of data/{DATABASE}; the playground's history is another: "
            "LILT_DATA=data/playground copies it.",
        ),
    ],
)
def test_backup_takes_the_history_that_there_is_and_says_which(
    tmp_path: Path, bots: bool, playgrounds: bool, said: str
) -> None:
    for there, folder in ((bots, tmp_path / "data"), (playgrounds, tmp_path / "data" / "playground")):
        if there:
            assert main({"LILT_DATA": str(folder)}, ["block", "1"]) == 0
    ended = python("-m", "bot", "backup", "copy.sqlite3", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith(f"checked. {said}\n")
    assert inspect(tmp_path / "copy.sqlite3").tunes == 0


def test_backup_without_a_history_says_so(tmp_path: Path) -> None:
    ended = python("-m", "bot", "backup", "copy.sqlite3", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (1, "There is no history in LILT_DATA to back up yet.\n")
