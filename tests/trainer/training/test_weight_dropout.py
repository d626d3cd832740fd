from __future__ import annotations

import pytest
import torch
from torch import nn

from trainer.training.weight_dropout import weight_dropout


@pytest.fixture
def lstm() -> nn.LSTM:
    torch.manual_seed(1)
    return nn.LSTM(4, 16, 2)


def weights(lstm: nn.LSTM) -> dict[str, torch.Tensor]:
    return {name: weight.detach().clone() for name, weight in lstm.named_parameters()}


def test_a_share_of_the_weights_is_zero_inside_the_context_and_restored_after_it(lstm: nn.LSTM) -> None:
    before = weights(lstm)
    with weight_dropout(lstm, 0.25):
        within = weights(lstm)
    after = weights(lstm)
    assert all(torch.equal(before[name], after[name]) for name in before)
    for name in ("weight_hh_l0", "weight_ih_l1", "weight_hh_l1"):
        zero = within[name] == 0
        assert zero.float().mean().item() == pytest.approx(0.25, abs=0.05)
        assert torch.allclose(within[name][~zero], before[name][~zero] / 0.75)
    for name in ("weight_ih_l0", "bias_ih_l0", "bias_hh_l1"):
        assert torch.equal(within[name], before[name])


def test_a_dropped_weight_gets_no_gradient(lstm: nn.LSTM) -> None:
    with weight_dropout(lstm, 0.5):
        within = weights(lstm)
        lstm(torch.ones(3, 1, 4))[0].sum().backward()
    grad = dict(lstm.named_parameters())["weight_hh_l0"].grad
    assert grad is not None
    assert bool((grad[within["weight_hh_l0"] == 0] == 0).all())
    assert grad.abs().sum() > 0


def test_the_weights_are_restored_after_an_error(lstm: nn.LSTM) -> None:
    before = weights(lstm)
    with pytest.raises(RuntimeError), weight_dropout(lstm, 0.5):
        raise RuntimeError
    assert all(torch.equal(before[name], weight) for name, weight in weights(lstm).items())


def test_a_share_of_zero_changes_nothing_and_draws_no_random_numbers(lstm: nn.LSTM) -> None:
    state = torch.get_rng_state()
    with weight_dropout(lstm, 0.0):
        pass
    assert torch.equal(state, torch.get_rng_state())
