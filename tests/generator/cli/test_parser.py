"""The options are declared without loading what the commands need."""

from __future__ import annotations

import subprocess
import sys

import pytest

_CODE = """
import sys
from generator.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as exit_:
    code = exit_.code
print(code, *sorted({"torch", "music21", "verovio"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["compose", "--help"], 0),
        (["dance"], 2),
        (["compose", "--tempo", "fast"], 2),
        (["compose", "--count", "0"], 2),
        (["render"], 2),
        (["render", "tune.abc", "--formats", "ogg"], 2),
    ],
)
def test_help_and_wrong_options_load_nothing_heavy(words: list[str], code: int) -> None:
    command = [sys.executable, "-c", _CODE, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout.splitlines()[-1] == str(code)


def test_a_wrong_option_is_one_sentence_without_the_usage() -> None:
    command = [sys.executable, "-m", "generator", "compose", "--count", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 2
    assert done.stderr == "--count: 0 is not possible; it must be a number from 1 to 10000.\n"
