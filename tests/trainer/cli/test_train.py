from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.trainer.command_line import refusal, run
from tests.trainer.conftest import Trained
from trainer.training.resume import load_run


def test_choices_come_from_the_preset_then_the_file_then_the_flags(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, folder = tmp_path / "my.toml", tmp_path / "run"
    config.write_text("hidden = 20\nembedding = 9\n")
    train = ("train", "--data", data, "--out", folder, "--device", "cpu")
    choices = ("--preset", "tiny", "--config", config, "--hidden", 16, "--learning-rate", 0.02, "--epochs", 1)
    assert run(*train, *choices) == 0
    assert f"python -m trainer judge {folder} --data {data}" in capsys.readouterr().err.splitlines()[-1]
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


def test_a_run_is_not_overwritten(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = ("train", "--data", data, "--out", tmp_path, "--device", "cpu", "--preset", "tiny", "--epochs", 1)
    assert run(*train) == 0
    before = {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    capsys.readouterr()
    sentence = refusal(capsys, *train)
    assert sentence.startswith("out: ")
    assert sentence.endswith("there is a run in it; continue it with --resume, or choose another folder.")
    assert before == {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}


def test_from_fine_tunes_a_model_by_folder_or_by_its_promoted_name(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models, train = tmp_path / "models", ("train", "--data", data, "--device", "cpu", "--epochs", 1)
    assert run("promote", trained.folder, "--models", models, "--force") == 0
    name = capsys.readouterr().out.strip()
    assert run(*train, "--from", trained.folder, "--out", tmp_path / "one") == 0
    assert re.search(rf"{name}: \d\.\d+ bits per note before, \d\.\d+ after\.", capsys.readouterr().err)
    assert run(*train, "--from", name, "--models", models, "--out", tmp_path / "two") == 0
    one, two = (json.loads((tmp_path / run_ / "model.json").read_text()) for run_ in ("one", "two"))
    assert one["base"]["id"] == two["base"]["id"] == name
    assert one["weights_sha256"] == two["weights_sha256"]


def test_a_fine_tuning_run_is_resumed_without_naming_its_base_again(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ("train", "--data", data, "--device", "cpu", "--out", tmp_path)
    assert run(*train, "--from", trained.folder, "--epochs", 1) == 0
    capsys.readouterr()
    refused = refusal(capsys, *train, "--resume", "--from", trained.folder)
    assert refused.endswith("a run that is resumed keeps its own choices.")
    assert run(*train, "--resume") == 0


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        (
            "--hidden",
            64,
            "hidden: 64 is not possible; small-\\w+ has 32, and a model that is fine-tuned keeps",
        ),
        ("--memory", 0, "memory: 0 is not possible; small-\\w+ has 8, and a model that is fine-tuned keeps"),
        (
            "--preset",
            "tiny",
            "preset: tiny is not possible; a model that is fine-tuned keeps its sizes; change",
        ),
    ],
)
def test_a_choice_that_contradicts_the_base_is_refused(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    option: str, value: object, sentence: str,
) -> None:  # fmt: skip
    train = ("train", "--data", data, "--from", trained.folder, "--out", tmp_path / "out")
    assert re.match(sentence, refusal(capsys, *train, option, value))
    assert not (tmp_path / "out").exists()


def test_a_choice_that_agrees_with_the_base_is_accepted(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ("train", "--data", data, "--from", trained.folder, "--out", tmp_path / "out", "--device", "cpu")
    assert run(*train, "--hidden", 32, "--epochs", 1) == 0
