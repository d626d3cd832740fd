"""The proof of the sound, for one tune on a few instruments."""

from __future__ import annotations

import pytest

from generator.request import ComposeRequest
from generator.tune import Tune
from tests.proof.sound import LIMITS, Recorded, measure

ABC = "X:1\nT:x\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfd AFA|gbe c2A|BGB cde|fdd d3:|\n"
JIG = Tune(request=ComposeRequest(type="jig"), title="x", abc=ABC, model="m")


@pytest.mark.parametrize("instrument", ["fiddle", "banjo", "harp"])
def test_a_recording_is_within_every_limit(instrument: str) -> None:
    assert measure(JIG, instrument).broken == []


@pytest.mark.parametrize("name", LIMITS)
def test_a_figure_outside_its_limits_is_found(name: str) -> None:
    good = {"LUFS": -16.0, "dBTP": -3.0, "correlation": 0.8, "tail": 1.0, "end": -80.0}
    assert Recorded("jig", "fiddle", good).broken == []
    assert Recorded("jig", "fiddle", good | {name: 99.0}).broken == [name]
