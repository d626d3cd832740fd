"""How the next character is chosen from the model's scores."""

from __future__ import annotations

import numpy as np
import pytest

from generator.model.alphabet import Alphabet
from generator.sampling.decoder import Decoder, choose
from generator.sampling.request import CHARACTER_LIMIT, SampleRequest


def test_each_character_is_chosen_by_its_share() -> None:
    logits = np.log(np.array([0.5, 0.25, 0.125, 0.125]))
    chosen = [choose(logits, 1.0, (n + 0.5) / 1000) for n in range(1000)]
    assert [chosen.count(index) for index in range(4)] == [500, 250, 125, 125]


def test_a_low_temperature_prefers_the_likely() -> None:
    logits = np.log(np.array([0.6, 0.4]))
    assert [choose(logits, temperature, 0.62) for temperature in (1.0, 0.2)] == [1, 0]


def test_top_p_leaves_the_likeliest_only() -> None:
    logits = np.log(np.array([0.1, 0.5, 0.15, 0.25]))
    chosen = [choose(logits, 1.0, (n + 0.5) / 100, 0.7) for n in range(100)]
    assert [chosen.count(index) for index in range(4)] == [0, 67, 0, 33]
    assert {choose(logits, 1.0, (n + 0.5) / 100, 0.1) for n in range(100)} == {1}
    assert {choose(logits, 1.0, (n + 0.5) / 100, 1.0) for n in range(100)} == {0, 1, 2, 3}


@pytest.mark.parametrize("chance", [0.0, 0.5, np.nextafter(1.0, 0.0)])
def test_extreme_logits_still_give_a_character(chance: float) -> None:
    assert choose(np.array([-1e9, 1e9, -np.inf]), 0.1, chance) == 1


@pytest.mark.parametrize(
    ("prompt", "limit"), [("R:jig", CHARACTER_LIMIT + 1), ("R:jig", 4), ("R" * (CHARACTER_LIMIT + 1), 4000)]
)
def test_a_text_is_never_longer_than_the_room_of_a_row(prompt: str, limit: int) -> None:
    with pytest.raises(ValueError, match="at most 4000 characters"):
        Decoder(SampleRequest(prompt, 1, 1.0, limit=limit), Alphabet("\nR:jig"))
    Decoder(SampleRequest(prompt[:5], 1, 1.0, limit=CHARACTER_LIMIT), Alphabet("\nR:jig"))
