from __future__ import annotations

import pytest
import torch

from generator.model.network import ModelConfig, TuneModel
from trainer.training.weight_average import WeightAverage


@pytest.fixture
def model() -> TuneModel:
    torch.manual_seed(1)
    return TuneModel(ModelConfig(7, 4, 8, 1, memory=4))


def bias_after(model: TuneModel, average: WeightAverage, values: list[float]) -> float:
    for step, value in enumerate(values, 1):
        torch.nn.init.constant_(model.linear.bias, value)
        average.update(model, step)
    return average.model.linear.bias[0].item()


def test_weights_that_stay_are_their_own_average(model: TuneModel) -> None:
    average = WeightAverage(model, 0.9)
    assert bias_after(model, average, [0.5] * 300) == pytest.approx(0.5)
    assert all(
        torch.allclose(value, average.model.state_dict()[name]) for name, value in model.state_dict().items()
    )


def test_the_average_lies_between_the_last_weights(model: TuneModel) -> None:
    assert bias_after(model, WeightAverage(model, 0.9), [1.0, -1.0] * 200) == pytest.approx(0, abs=0.06)


def test_the_first_weights_are_forgotten(model: TuneModel) -> None:
    assert bias_after(model, WeightAverage(model, 0.99), [100.0] * 3 + [1.0] * 60) == pytest.approx(
        1, abs=0.01
    )


def test_the_model_itself_is_not_changed(model: TuneModel) -> None:
    average = WeightAverage(model, 0.5)
    bias_after(model, average, [1.0, 2.0, 3.0])
    assert model.linear.bias[0].item() == 3.0
