from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.trainer.conftest import SMALL
from trainer.data.dataset import Corpus
from trainer.training.precision import NOTE, can_do_bfloat16, possible
from trainer.training.resume import load_state
from trainer.training.train import train

HALF = replace(SMALL, bfloat16=True, passes=1)


def test_a_processor_without_the_kernels_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("could not create a primitive descriptor")

    monkeypatch.setattr(torch.nn.LSTM, "forward", refuse)
    assert not can_do_bfloat16("cpu")


@pytest.mark.parametrize("able", [True, False])
def test_what_cannot_be_done_in_bfloat16_is_done_in_single_precision_and_said(
    able: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trainer.training.precision.can_do_bfloat16", lambda _: able)
    assert possible(HALF, "cpu").bfloat16 is able
    assert (NOTE in capsys.readouterr().err) is not able


def test_a_preset_that_asks_for_none_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert possible(SMALL, "cpu") is SMALL
    assert capsys.readouterr().err == ""


def test_a_run_in_single_precision_says_so_in_its_record_and_goes_on_so(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trainer.training.precision.can_do_bfloat16", lambda _: False)
    train(corpus, HALF, tmp_path, device="cpu")
    assert json.loads((tmp_path / "model.json").read_text())["training"]["preset"]["bfloat16"] is False
    saved = load_state(tmp_path)
    assert saved.preset == replace(HALF, bfloat16=False)
    capsys.readouterr()
    assert train(corpus, saved.preset, tmp_path, device="cpu", saved=saved)
    assert NOTE not in capsys.readouterr().err


def test_every_processor_trains_and_the_run_says_how(corpus: Corpus, tmp_path: Path) -> None:
    assert train(corpus, HALF, tmp_path / "run", device="cpu")
    used = tomllib.loads((tmp_path / "run/run.toml").read_text())["bfloat16"]
    assert used is can_do_bfloat16("cpu")
