"""A resolved request in the terms of music."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from generator.compose.plan import Plan
from generator.instruments import INSTRUMENTS
from generator.notation.form import Form
from generator.notation.theory import Key, Meter
from generator.request import ComposeRequest

RESOLVED = ComposeRequest(
    type="slip jig", key="Bb", mode="dorian", meter="9/8", parts="AAB", bars=8, seed=0, tempo=110,
    instrument="harp"
)  # fmt: skip


def test_every_option_of_the_request_is_in_the_plan() -> None:
    plan = Plan.of(RESOLVED)
    assert (plan.key, plan.meter, plan.form) == (Key("Bb", "dor"), Meter(9, 8), Form("AAB", (8, 8)))
    assert (plan.beat, plan.tempo, plan.seed) == (Fraction(3, 8), 110, 0)
    assert plan.instrument == INSTRUMENTS["harp"]
    assert plan.opening is None


@pytest.mark.parametrize("name", ["type", "key", "mode", "meter", "parts", "bars", "seed", "tempo"])
def test_nothing_may_be_left_open(name: str) -> None:
    left_open: dict[str, Any] = {name: None}
    with pytest.raises(ValueError, match=f"the request leaves the {name} open"):
        Plan.of(replace(RESOLVED, **left_open))
