from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.trainer.conftest import SMALL
from trainer.data.dataset import Corpus
from trainer.training.precision import NOTE, can_do_bfloat16, supported
from trainer.training.resume import load_run
from trainer.training.train import train

HALF = replace(SMALL, bfloat16=True, epochs=1)


def test_a_processor_without_the_kernels_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("could not create a primitive descriptor")

    monkeypatch.setattr(torch.nn.LSTM, "forward", refuse)
    assert not can_do_bfloat16("cpu")


@pytest.mark.parametrize("able", [True, False])
def test_without_bfloat16_training_uses_single_precision_and_says_so(
    able: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trainer.training.precision.can_do_bfloat16", lambda _: able)
    assert supported(HALF, "cpu").bfloat16 is able
    assert (NOTE in capsys.readouterr().err) is not able


def test_a_preset_without_bfloat16_stays_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    assert supported(SMALL, "cpu") is SMALL
    assert capsys.readouterr().err == ""


def test_a_run_in_single_precision_records_it_and_resumes_in_it(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trainer.training.precision.can_do_bfloat16", lambda _: False)
    train(corpus, HALF, tmp_path, device="cpu")
    assert json.loads((tmp_path / "model.json").read_text())["training"]["preset"]["bfloat16"] is False
    saved = load_run(tmp_path)
    assert saved.preset == replace(HALF, bfloat16=False)
    capsys.readouterr()
    assert train(corpus, saved.preset, tmp_path, device="cpu", saved=saved)
    assert NOTE not in capsys.readouterr().err


def test_a_run_records_the_precision_that_it_used(corpus: Corpus, tmp_path: Path) -> None:
    assert train(corpus, HALF, tmp_path / "run", device="cpu")
    used = tomllib.loads((tmp_path / "run/run.toml").read_text())["bfloat16"]
    assert used is can_do_bfloat16("cpu")
