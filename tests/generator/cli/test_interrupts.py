"""^C ends a command with 130 and without a traceback, whenever it comes."""

from __future__ import annotations

import sys
from typing import NoReturn

import pytest

from generator.__main__ import main


class Interrupting:
    """Finds modules as ^C at that moment would."""

    def find_spec(self, *_: object) -> NoReturn:
        raise KeyboardInterrupt


@pytest.mark.parametrize("module", ["parser", "program", "chords"])
def test_an_interrupt_while_modules_are_imported_gives_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    monkeypatch.delitem(sys.modules, f"generator.cli.{module}", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting()])
    assert main(["chords", "tune.abc"]) == 130
    assert capsys.readouterr() == ("", "")
