from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trainer.conftest import Trained
from tests.trainer.tunes import abc
from trainer.__main__ import main


def words(*parts: object) -> list[str]:
    return [str(part) for part in parts]


def refusal(capsys: pytest.CaptureFixture[str], *parts: object) -> str:
    """Runs what must be refused; returns the sentence."""
    try:
        code = main(words(*parts))
    except SystemExit as left:  # argparse's way
        code = int(str(left.code))
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    return err.rstrip("\n")


def test_prepare_train_and_evaluate_are_one_road(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, run = tmp_path / "data", tmp_path / "run"
    assert main(words("prepare", "--source", book, "--out", data)) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["found"] == 40
    assert main(words("train", "--preset", "tiny", "--data", data, "--out", run, "--device", "cpu")) == 0
    trained = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main(words("evaluate", run, "--data", data, "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bits_per_note"] == pytest.approx(trained["bits_per_note"], rel=2e-3)
    assert {"bits_per_char", "bits_per_note", "tunes", "notes"} <= found.keys()


def test_evaluate_scores_the_tunes_of_a_file(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.abc"
    file.write_text(abc(1) + "\n" + abc(2) + "\nX:3\nK:C\nC8|\n")
    assert main(words("evaluate", trained.folder, "--abc", file, "--json")) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert figures["tunes"] == 2
    assert 0 < figures["bits_per_char"] < figures["bits_per_note"]
    assert err == "1 of 3 tunes left out: size.\n"


def test_evaluate_without_json_is_a_table(
    trained: Trained, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words("evaluate", trained.folder, "--data", data)) == 0
    assert "bits_per_note" in capsys.readouterr().out


def test_bad_input_is_one_sentence_that_names_option_and_value(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("X:1\nK:C\nC|\n")
    out = tmp_path / "out"
    for parts, sentence in [
        (("prepare", "--source", "nowhere", "--out", out), "source: nowhere is not possible"),
        (("prepare", "--source", file, "--out", out), "no tune in it can be learnt from"),
        (("prepare", "--out", file), "it must be a folder"),
        (("train", "--data", tmp_path / "none", "--out", out), "trainer prepare"),
        (("train", "--preset", "huge"), "--preset"),
        (("train", "--minutes", "0"), "--minutes: 0 is not possible"),
        (("train", "--minutes", "soon"), "--minutes: soon is not possible"),
        (("train", "--minutes", "nan"), "--minutes: nan is not possible"),
        (("evaluate", tmp_path / "none"), "There is no model called"),
        (("evaluate", trained.folder, "--abc", tmp_path / "none"), "is not possible"),
        (("evaluate", trained.folder, "--abc", file), "no tune in it passes the preparation"),
        (("evaluate", trained.folder, "--data", tmp_path), "trainer prepare"),
        (("frobnicate",), "frobnicate"),
        ((), "command"),
    ]:
        assert sentence in refusal(capsys, *parts)
    assert not out.exists()


def test_the_module_is_a_program() -> None:
    command = [sys.executable, "-m", "trainer", "evaluate", "no-such-model"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
