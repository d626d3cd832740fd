from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.errors import BadRequest
from trainer.training.presets import CHOICES, PRESETS, changed, read_config


def test_the_lab_preset_is_the_lab_s_recipe() -> None:
    """MIT Introduction to Deep Learning, lab 1."""
    lab = PRESETS["lab"]
    assert (lab.embedding, lab.hidden, lab.layers, lab.dropout) == (256, 1024, 1, 0.0)
    assert (lab.feed, lab.length, lab.batch // lab.length) == ("crops", 100, 8)
    assert (lab.learning_rate, lab.weight_decay, lab.schedule, lab.warm_up) == (5e-3, 0.0, "constant", 0.0)
    assert lab.epochs * lab.steps == 3000
    assert (lab.clip, lab.bfloat16, lab.memory, lab.averaging) == (0.0, False, 0, 0.0)
    assert lab.patience >= lab.epochs


@pytest.mark.parametrize("name", PRESETS)
def test_the_toml_of_a_run_holds_its_choices(name: str, tmp_path: Path) -> None:
    (tmp_path / "run.toml").write_text(PRESETS[name].to_toml())
    assert changed(PRESETS["tiny"], read_config(tmp_path / "run.toml")) == PRESETS[name]


def test_a_whole_number_is_accepted_for_a_fraction() -> None:
    made = changed(PRESETS["tiny"], {"clip": 2, "learning_rate": 1})
    assert (made.clip, type(made.clip)) == (2.0, float)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"hiden": 3}, "config: hiden is not possible; it must be one of embedding, hidden"),
        ({"hidden": "large"}, "hidden: large is not possible; it must be of the kind int"),
        ({"hidden": 1.5}, "of the kind int"),
        ({"hidden": True}, "of the kind int"),
        ({"bfloat16": 1}, "of the kind bool"),
        ({"hidden": 0}, "hidden: 0 is not possible; it must be at least 1"),
        ({"dropout": 1.0}, "dropout: 1.0 is not possible"),
        ({"learning_rate": 0.0}, "learning_rate: 0.0 is not possible"),
        ({"learning_rate": float("nan")}, "learning_rate: nan is not possible"),
        ({"weight_decay": -1.0}, "weight_decay"),
        ({"clip": -1.0}, "clip"),
        ({"memory": -1}, "memory"),
        ({"memory_dropout": 1.0}, "memory_dropout"),
        ({"averaging": 1.0}, "averaging"),
        ({"warm_up": 1.0}, "warm_up"),
        ({"schedule": "none"}, "it must be cosine or constant"),
        ({"feed": "birds"}, "it must be tunes or crops"),
    ],
)
def test_a_choice_that_is_not_possible_is_refused(choices: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadRequest, match=sentence):
        changed(PRESETS["tiny"], choices)


@pytest.mark.parametrize("content", [None, "hidden = ", "\x00", "= 3"])
def test_a_config_that_cannot_be_read_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "my.toml").write_text(content)
    with pytest.raises(BadRequest, match=r"^config: "):
        read_config(tmp_path / "my.toml")


def test_every_choice_has_a_type() -> None:
    assert set(CHOICES) == set(PRESETS["tiny"].to_json())
