from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer.command_line import run
from tests.trainer.tunes import abc


@pytest.mark.parametrize("untyped", [0, 10, 11, 20])
def test_prepare_warns_if_most_tunes_have_no_type(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], untyped: int
) -> None:
    tunes = [abc(seed, rhythm="reel") for seed in range(20)]
    written = [tune.replace("R:reel\n", "") if i < untyped else tune for i, tune in enumerate(tunes)]
    (tmp_path / "book.abc").write_text("\n".join(written))
    assert run("prepare", "--source", tmp_path / "book.abc", "--out", tmp_path / "data") == 0
    warning = f"{untyped} of the 20 tunes have no type, and nobody can ask a model for their kind: give them"
    assert (warning in capsys.readouterr().err) is (untyped > 10)
