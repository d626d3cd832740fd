"""Runs `python -m trainer` inside the test's process."""

from __future__ import annotations

import pytest

from trainer.__main__ import main


def run(*words: object) -> int:
    """The exit code of a command; words may be paths and numbers."""
    return main([str(word) for word in words])


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Runs a command that must be rejected; returns its one sentence on standard error."""
    try:
        code: object = run(*words)
    except SystemExit as exit_:  # how argparse ends
        code = exit_.code
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    return err.rstrip("\n")
