from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.model.folders import DEFAULT, SHIPPED
from tests.trainer.command_line import run
from tests.trainer.conftest import Trained


@pytest.fixture
def second(trained: Trained, tmp_path: Path) -> Path:
    """The trained model under another id."""
    shutil.copytree(trained.folder, tmp_path / "second")
    record = tmp_path / "second/model.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "id": "second"}))
    return tmp_path / "second"


def test_models_promote_and_rollback_agree_on_the_model_in_use(
    trained: Trained, second: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = ("--models", tmp_path / "models")
    shipped = {folder.name for folder in SHIPPED.iterdir()}
    assert run("models", *models) == 0
    out, err = capsys.readouterr()
    assert "No model was promoted" in err
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
