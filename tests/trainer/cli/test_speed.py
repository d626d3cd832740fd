"""`python -m trainer speed`: characters per second, beside the lab's loop."""

from __future__ import annotations

import json

import pytest

from trainer.__main__ import main


def test_the_speed_of_training_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trainer.training.speed.STEPS", 1)
    assert main(["speed", "--device", "cpu", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["chars_per_s"] > 0
    assert 0.01 < figures["ratio_to_lab_loop"] < 100
