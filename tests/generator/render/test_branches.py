"""Sound and picture rendered apart are the same as rendered together."""

from __future__ import annotations

import pytest

from generator.playing import Playing
from generator.render.abc import render_abc
from generator.render.branches import merge_renderings, split_formats
from generator.tune import FORMATS

TUNE = "X:1\nT:A Jig\nR:jig\nM:6/8\nL:1/8\nK:G\nG2B dBG|A3 G3|]\n"


@pytest.mark.parametrize(
    ("formats", "sets"),
    [
        ({"mp3", "png"}, [{"mp3"}, {"png"}]),
        ({"abc", "mid", "wav", "png"}, [{"abc", "mid", "wav"}, {"png"}]),
        ({"mp3", "png", "pdf", "musicxml"}, [{"mp3", "musicxml"}, {"png", "pdf"}]),
        ({"mid", "png"}, [{"mid", "png"}]),
        ({"png"}, [{"png"}]),
        ({"mp3", "wav"}, [{"mp3", "wav"}]),
    ],
)
def test_only_slow_formats_are_rendered_apart(formats: set[str], sets: list[set[str]]) -> None:
    assert split_formats(frozenset(formats)) == sets


def test_rendered_apart_or_together_the_files_are_the_same() -> None:
    formats = frozenset(FORMATS)
    together = render_abc(TUNE, Playing(instrument="flute"), formats=formats)
    apart = merge_renderings(
        [render_abc(TUNE, Playing(instrument="flute"), formats=one) for one in split_formats(formats)]
    )
    assert apart.files == together.files
    assert list(apart.files) == list(FORMATS)
    assert apart.seconds == together.seconds
    stages = {"arrange", "midi", "synth", "mix", "mp3", "score", "pdf", "musicxml"}
    assert set(apart.timings) == set(together.timings) == stages
