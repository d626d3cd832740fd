from __future__ import annotations

import json

import pytest

from tests.trainer.command_line import run


def test_the_speed_of_training_is_measured_and_compared_with_the_lab_s_loop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trainer.training.speed.STEPS", 1)
    assert run("speed", "--device", "cpu", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["chars_per_s"] > 0
    assert 0.01 < figures["ratio_to_lab_loop"] < 100
