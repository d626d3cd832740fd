from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.trainer.conftest import Trained
from tests.trainer.tunes import abc
from trainer.__main__ import main
from trainer.data.prepare import prepare
from trainer.training.resume import load_state


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
    assert report["found"] == 140
    assert main(words("train", "--preset", "tiny", "--data", data, "--out", run, "--device", "cpu")) == 0
    trained = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main(words("evaluate", run, "--data", data, "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bits_per_note"] == pytest.approx(trained["bits_per_note"], rel=2e-3)
    assert {"bits_per_char", "bits_per_note", "tunes", "notes"} <= found.keys()


def test_choices_come_from_preset_then_file_then_flags(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, run = tmp_path / "my.toml", tmp_path / "run"
    config.write_text("hidden = 20\nembedding = 9\n")
    choices = ("--preset", "tiny", "--config", config, "--hidden", 16, "--learning-rate", 0.02, "--passes", 1)
    assert main(words("train", "--data", data, "--out", run, "--device", "cpu", *choices)) == 0
    found = tomllib.loads((run / "run.toml").read_text())
    assert (found["hidden"], found["embedding"], found["learning_rate"]) == (16, 9, 0.02)
    assert (found["batch"], found["passes"], found["bfloat16"]) == (1024, 1, False)
    capsys.readouterr()
    assert "hidden: 8 is not possible; a run that is resumed keeps its own choices" in refusal(
        capsys, "train", "--data", data, "--out", run, "--resume", "--hidden", 8
    )
    assert main(words("train", "--data", data, "--out", run, "--device", "cpu", "--resume")) == 0
    assert json.loads(capsys.readouterr().out)["tunes"] > 0


def test_ctrl_c_saves_and_resume_goes_on(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    train = words(sys.executable, "-m", "trainer", "train", "--data", data, "--out", run, "--device", "cpu")
    process = subprocess.Popen([*train, "--preset", "tiny", "--passes", "400", "--patience", "400"],  # noqa: S603
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert process.stderr
    assert process.stderr.readline().startswith("pass   1")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, "Stopped; --resume goes on." in err) == (0, True)
    assert json.loads(out)["bits_per_note"] > 0
    assert 1 <= load_state(run).facts["counts"]["number"] < 400
    assert not load_state(run).facts["counts"]["finished"]


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


def test_evaluate_judges_raw_draws(trained: Trained, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words("evaluate", trained.folder, "--data", data, "--samples", 3, "--json")) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["samples"] == 3
    shares = ("parse", "bars_exact", "valid", "as_asked", "original", "ends_on_tonic", "form_known", "copied")
    assert all(0 <= figures[name] <= 1 for name in shares)
    assert {"bits_per_note", "distance_interval", "sameness", "longest_copy"} <= figures.keys()


def test_evaluate_warns_where_the_model_may_know_the_tunes(
    trained: Trained, book: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words("evaluate", trained.folder, "--data", data)) == 0
    assert capsys.readouterr().err == ""
    prepare([str(book / "jigs.abc")], tmp_path / "jigs")
    assert main(words("evaluate", trained.folder, "--data", tmp_path / "jigs")) == 0
    assert "it may have seen tunes that are held out there" in capsys.readouterr().err


def test_evaluate_writes_a_report_with_other_models_beside(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = words("--report", tmp_path / "report", "--samples", 2, "--beside", trained.folder, "--json")
    assert main(words("evaluate", trained.folder, "--data", data) + report) == 0
    assert json.loads(capsys.readouterr().out)["samples"] == 2
    head = next(line for line in (tmp_path / "report/report.md").read_text().splitlines() if "6-gram" in line)
    assert head.count("small-") == 3  # raw, with the grammar, and beside


def test_evaluate_without_json_is_a_table(
    trained: Trained, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words("evaluate", trained.folder, "--data", data)) == 0
    assert "bits_per_note" in capsys.readouterr().out


def test_models_promote_and_rollback(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    run = tmp_path / "second"
    shutil.copytree(trained.folder, run)
    record = json.loads((run / "model.json").read_text())
    (run / "model.json").write_text(json.dumps({**record, "id": "second"}))
    assert main(words("models", "--models", models)) == 0
    assert "There are no models" in capsys.readouterr().err
    assert main(words("promote", trained.folder, "--models", models, "--force")) == 0
    first = capsys.readouterr().out.strip()
    assert main(words("promote", run, "--models", models, "--data", data, "--samples", 2)) == 0
    assert capsys.readouterr().out == "second\n"
    assert main(words("models", "--models", models, "--json")) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["name"]: row["current"] for row in rows} == {first: False, "second": True}
    assert main(words("rollback", "--models", models)) == 0
    assert capsys.readouterr().out == f"{first}\n"
    assert main(words("models", "--models", models)) == 0
    marks = {line[2:].split()[0]: line[0] for line in capsys.readouterr().out.splitlines()}
    assert marks == {first: "*", "second": " "}


def test_bad_input_is_one_sentence_that_names_option_and_value(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
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
        (("evaluate", trained.folder, "--beside", trained.folder), "it takes --report DIR"),
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
        assert sentence in refusal(capsys, *parts)
    assert not out.exists()


def test_the_module_is_a_program() -> None:
    command = [sys.executable, "-m", "trainer", "evaluate", "no-such-model"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
