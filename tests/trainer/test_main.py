"""The command line as a whole: the way from a corpus to figures, and what bad input leads to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trainer.command_line import refusal, run
from tests.trainer.conftest import Trained


def test_prepare_train_and_evaluate_work_one_after_the_other(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, folder = tmp_path / "data", tmp_path / "run"
    assert run("prepare", "--source", book, "--out", data) == 0
    assert json.loads(capsys.readouterr().out)["found"] == 140
    assert run("train", "--preset", "tiny", "--data", data, "--out", folder, "--device", "cpu") == 0
    trained = json.loads(capsys.readouterr().out)
    assert run("evaluate", folder, "--data", data, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bits_per_note"] == pytest.approx(trained["bits_per_note"], rel=2e-3)
    assert found.keys() == {"bits_per_char", "bits_per_note", "tunes", "notes"}


def test_bad_input_is_one_sentence_that_names_option_and_value(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("X:1\nK:C\nC|\n")
    out = tmp_path / "out"
    for words, sentence in [
        (("prepare", "--source", "nowhere", "--out", out), "source: nowhere is not possible"),
        (("prepare", "--source", file, "--out", out), "no tune in it can be learnt from"),
        (("prepare", "--out", file), "it must be a folder"),
        (("train", "--data", tmp_path / "none", "--out", out), "trainer prepare"),
        (("train", "--preset", "huge"), "--preset"),
        (("train", "--hidden", "wide"), "--hidden"),
        (("train", "--data", data, "--hidden", "0", "--out", out), "hidden: 0 is not possible"),
        (("train", "--data", data, "--config", out, "--out", out), "config: "),
        (("train", "--data", data, "--config", file, "--out", out), "it must be a TOML file"),
        (("train", "--data", data, "--resume", "--out", out), "no run was saved there"),
        (("train", "--minutes", "0"), "--minutes: 0 is not possible"),
        (("train", "--minutes", "soon"), "--minutes: soon is not possible"),
        (("train", "--minutes", "nan"), "--minutes: nan is not possible"),
        (("evaluate", trained.folder, "--samples", "0"), "--samples: 0 is not possible"),
        (("evaluate", trained.folder, "--samples", "some"), "--samples: some is not possible"),
        (("evaluate", trained.folder, "--report", out, "--abc", file), "leave one out"),
        (("evaluate", trained.folder, "--beside", trained.folder), "it needs --report DIR"),
        (("evaluate", trained.folder, "--temperature", 0.7), "it needs --samples N"),
        (("evaluate", trained.folder, "--without-judge"), "it needs --samples N"),
        (("evaluate", trained.folder, "--samples", 2, "--temperature", 9), "it must be a number from"),
        (("evaluate", trained.folder, "--report", file), "it must be a folder"),
        (("evaluate", trained.folder, "--report", out, "--beside", "none"), "There is no model called none"),
        (("evaluate", tmp_path / "none"), "There is no model called"),
        (("evaluate", trained.folder, "--abc", tmp_path / "none"), "is not possible"),
        (("evaluate", trained.folder, "--abc", file), "no tune in it passes the preparation"),
        (("evaluate", trained.folder, "--data", tmp_path), "trainer prepare"),
        (("rollback", "--models", out), "no earlier model"),
        (("promote", tmp_path / "none", "--models", out, "--force"), "There is no model called"),
        (("promote", trained.folder, "--models", file, "--force"), "it must be a folder"),
        (("promote", trained.folder, "--models", out, "--data", out), "trainer prepare"),
        (("frobnicate",), "frobnicate"),
        ((), "command"),
    ]:
        assert sentence in refusal(capsys, *words)
    assert not out.exists()


def test_the_module_is_a_program() -> None:
    command = [sys.executable, "-m", "trainer", "evaluate", "no-such-model"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
