"""How the command lines end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TUNE = Path(__file__).parents[3] / "docs" / "tune.abc"


def test_a_command_whose_reader_has_gone_ends_without_a_word() -> None:
    command = [sys.executable, "-m", "generator", "chords", str(TUNE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141
