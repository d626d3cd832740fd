from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.trainer.command_line import refusal, run
from trainer.training.resume import load_run


def test_choices_come_from_the_preset_then_the_file_then_the_flags(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, folder = tmp_path / "my.toml", tmp_path / "run"
    config.write_text("hidden = 20\nembedding = 9\n")
    train = ("train", "--data", data, "--out", folder, "--device", "cpu")
    choices = ("--preset", "tiny", "--config", config, "--hidden", 16, "--learning-rate", 0.02, "--epochs", 1)
    assert run(*train, *choices) == 0
    found = tomllib.loads((folder / "run.toml").read_text())
    assert (found["hidden"], found["embedding"], found["learning_rate"]) == (16, 9, 0.02)
    assert (found["batch"], found["epochs"], found["bfloat16"]) == (1024, 1, False)


@pytest.mark.parametrize(("option", "value"), [("hidden", "8"), ("preset", "tiny"), ("config", "my.toml")])
def test_a_resumed_run_keeps_its_own_choices(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    train = ("train", "--data", data, "--out", tmp_path, "--device", "cpu")
    assert run(*train, "--preset", "tiny", "--epochs", 1) == 0
    capsys.readouterr()
    sentence = refusal(capsys, *train, "--resume", f"--{option}", value)
    assert sentence == f"{option}: {value} is not possible; a run that is resumed keeps its own choices."
    assert run(*train, "--resume") == 0
    assert json.loads(capsys.readouterr().out)["tunes"] > 0


def test_ctrl_c_saves_the_run_so_that_it_can_be_resumed(data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trainer", "train", "--data", str(data), "--out", str(tmp_path)]
    choices = ["--device", "cpu", "--preset", "tiny", "--epochs", "400", "--patience", "400"]
    process = subprocess.Popen(  # noqa: S603
        [*command, *choices], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    assert process.stderr.readline().startswith("epoch   1")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Stopped; continue with --resume." in err
    assert json.loads(out)["bits_per_note"] > 0
    counts = load_run(tmp_path).facts["counts"]
    assert 1 <= counts["epoch"] < 400
    assert not counts["finished"]
