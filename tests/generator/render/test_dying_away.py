"""The end of a recording, no matter who is heard in it: real MP3s, decoded again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from generator.playing import Playing
from generator.practice_text import read_practice
from generator.render.abc import render_abc
from tests.generator.audio.measures import RATE, decode_stereo

TUNE = (
    "X:1\nR:jig\nM:6/8\nL:1/8\nQ:3/8=108\nK:Ador\n"
    'E|:"Am"A2B cBA|"G"B2G GAB|"Am"cBA "Em"BGE|1 "G"DEG "Am"A2E:|2 "G"DEG "Am"A2|]\n'
)


def recorded(**options: Any) -> tuple[np.ndarray[Any, Any], float]:
    """The highest sample of both channels, and the seconds after the music."""
    rendering = render_abc(TUNE, Playing(**options), formats=frozenset({"mp3"}))
    samples = np.abs(decode_stereo(rendering.files["mp3"])).max(axis=1)
    return samples, len(samples) / RATE - rendering.seconds


@pytest.mark.parametrize(
    "options",
    [
        *({"heard": "backing", "backing": name} for name in ("guitar", "piano", "drone", "band")),
        {"heard": "backing", "times": 2},
        {"heard": "melody", "instrument": "guitar"},
        {"heard": "melody", "instrument": "pipes"},
        {"backing": "drone"},
        {"practice": "A x2, click", "heard": "backing", "backing": "drone"},
        {"practice": "A x2, no count-in", "heard": "backing"},
        {"practice": "A x2, click", "heard": "melody"},
        {"practice": "A x2, split"},
    ],
    ids=lambda options: " ".join(map(str, options.values())),
)
def test_it_ends_when_it_has_died_away(options: dict[str, Any]) -> None:
    if "practice" in options:
        options = {**options, "practice": read_practice(options["practice"])}
    samples, after = recorded(**options)
    silent, before = samples[-RATE // 10 :], samples[-RATE * 3 // 4 : -RATE // 10]
    assert 20 * np.log10(silent.max() + 1e-9) < -60
    assert 20 * np.log10(before.max()) > -60  # and nobody waits for the end
    assert after < 3


@pytest.mark.parametrize("backing", ["guitar", "band"])
def test_a_backing_is_counted_in_after_a_short_silence(backing: str) -> None:
    samples, _ = recorded(heard="backing", backing=backing)
    assert samples[: RATE // 5].max() < 0.01
    assert samples[: RATE // 2].max() > 0.1
