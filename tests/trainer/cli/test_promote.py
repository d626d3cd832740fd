from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import trainer.registry.comparison
from generator.model.folders import DEFAULT, SHIPPED
from tests.trainer.command_line import refusal, run
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus


@pytest.fixture
def second(trained: Trained, tmp_path: Path) -> Path:
    """The trained model under another id."""
    shutil.copytree(trained.folder, tmp_path / "second")
    record = tmp_path / "second/model.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "id": "second"}))
    return tmp_path / "second"


def test_models_promote_and_rollback_agree_on_the_model_in_use(
    trained: Trained,
    second: Path,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trainer.registry.comparison, "FEWEST", 1)
    models = ("--models", tmp_path / "models")
    shipped = {folder.name for folder in SHIPPED.iterdir()}
    assert run("models", *models) == 0
    out, err = capsys.readouterr()
    assert "No model was promoted" in err
    assert err.startswith("Bits per note can be compared only where the held-out tunes are the same: ")
    assert [line.split()[:2] for line in out.splitlines() if line[0] == "*"] == [["*", DEFAULT]]
    assert run("promote", trained.folder, *models, "--force") == 0
    first = capsys.readouterr().out.strip()
    assert run("promote", second, *models, "--data", data, "--samples", 2) == 0
    out, err = capsys.readouterr()
    assert out == "second\n"
    assert err.startswith("Both models were measured on the same ")
    assert "It has no judge, so a tune is the first good draft" in err
    assert run("promote", "second", *models, "--data", data) == 0
    assert "It was in use already. second is in use now" in capsys.readouterr().err
    assert run("evaluate", first, *models, "--data", data, "--json") == 0
    assert json.loads(capsys.readouterr().out)["bits_per_note"] > 0
    assert run("models", *models, "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    promoted = {row["name"]: row["current"] for row in rows if not row["shipped"]}
    assert promoted == {first: False, "second": True}
    assert run("rollback", *models) == 0
    assert capsys.readouterr().out == f"{first}\n"
    assert run("models", *models) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line[0] == "*"] == [first]
    assert {line.split()[0] for line in lines if "comes with Lilt" in line} == shipped
    assert next(line for line in lines if "third" in line).endswith("comes with Lilt")
    assert next(line for line in lines if line.split()[0] == "second").endswith("comes with Lilt, no judge")
    assert run("rollback", *models) == 0
    assert capsys.readouterr().out == f"{DEFAULT}\n"


def test_too_few_held_out_tunes_are_a_refusal(
    trained: Trained, second: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = ("--models", tmp_path / "models")
    assert run("promote", trained.folder, *models, "--force") == 0
    capsys.readouterr()
    said = refusal(capsys, "promote", second, *models, "--data", data)
    assert "there are 12. Use --force to promote it anyway." in said
    assert run("promote", second, *models, "--force") == 0


def test_models_names_the_held_out_tunes_of_each_figure(
    trained: Trained, corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = ("--models", tmp_path / "models")
    assert run("promote", trained.folder, *models, "--force") == 0
    name = capsys.readouterr().out.strip()
    run("models", *models)
    lines = {line[2:].split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert f"bits per note ({len(corpus.held_out)} tunes of {corpus.hash[:8]})" in lines[name]
    assert "(298 tunes of 39409804)" in lines["third"]
    run("models", *models, "--json")
    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows[name]["held_out"] == {"tunes": len(corpus.held_out), "text": corpus.hash}
