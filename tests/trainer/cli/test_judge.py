from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.model.checkpoint import load_checkpoint
from tests.trainer.command_line import refusal, run
from tests.trainer.conftest import Trained
from trainer.data.prepare import prepare


def test_the_judge_is_written_into_the_model_and_its_card(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "small"
    shutil.copytree(trained.folder, folder)
    assert run("judge", folder, "--data", data, "--samples", 80) == 0
    out, err = capsys.readouterr()
    found, loaded = json.loads(out), load_checkpoint(str(folder))
    assert loaded.judge is not None
    assert found["model"] == loaded.id
    assert 0.5 < found["auc"] <= 1
    assert "the same seed gives another tune" in err
    card = (folder / "card.md").read_text()
    assert f"# Model card: {loaded.id}" in card
    assert f"fitted on {found['pairs']} training tunes" in card
    assert run("judge", folder, "--data", data, "--samples", 70) == 0
    assert (folder / "card.md").read_text().count("## Judge") == 1


def test_a_judge_is_fitted_only_on_the_tunes_that_the_model_was_trained_on(
    trained: Trained, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare([str(book / "jigs.abc")], tmp_path / "jigs")
    capsys.readouterr()
    sentence = refusal(capsys, "judge", trained.folder, "--data", tmp_path / "jigs")
    assert sentence.endswith("is not possible; small was trained on another training text.")
