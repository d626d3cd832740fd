"""How the command lines end."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import program

TUNE = Path(__file__).parents[3] / "docs" / "tune.abc"


def test_a_command_whose_reader_has_gone_ends_without_a_word() -> None:
    command = [sys.executable, "-m", "generator", "chords", str(TUNE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_another_pipe_that_broke_is_no_quiet_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(package: str, arguments: argparse.Namespace) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(program, "run_command", broken)
    with Path(os.devnull).open("w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        with pytest.raises(BrokenPipeError):
            program.run_program("generator", argparse.Namespace())
