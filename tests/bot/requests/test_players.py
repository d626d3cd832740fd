"""Who plays a tune, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.requests.players import players, players_and_times
from generator.compose.medley import medley
from generator.request import ComposeRequest
from generator.tune import Tune

ABC = (Path(__file__).parents[3] / "docs" / "tune.abc").read_text()


def tune(abc: str = ABC, **options: Any) -> Tune:
    return Tune(request=ComposeRequest(**options), title="A Tune", abc=abc, model="tiny")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"backing": "none"}, "fiddle"),
        ({"backing": "guitar"}, "fiddle and guitar"),
        ({"backing": "band"}, "fiddle, with guitar, bass and bodhrán"),
        ({"instrument": "fiddle and flute", "backing": "none"}, "fiddle and flute"),
        ({"instrument": "fiddle and flute", "backing": "piano"}, "fiddle and flute, with piano"),
        (
            {"instrument": "fiddle and flute", "backing": "band"},
            "fiddle and flute, with guitar, bass and bodhrán",
        ),
        ({"instrument": "guitar", "backing": "guitar"}, "guitar and second guitar"),
        ({"instrument": "harp", "plain": True}, "harp"),
    ],
)
def test_who_plays_is_said_in_words(options: dict[str, Any], words: str) -> None:
    assert players(tune(**options)) == words


def test_a_set_is_played_by_the_band_of_its_first_tune() -> None:
    both = medley([tune(backing="piano"), tune(backing="guitar")], times=2, instrument="harp")
    assert players(both) == "harp and piano"


@pytest.mark.parametrize("abc", ["", "no tune", "X:1\nK:D\n?"])
def test_of_a_tune_that_cannot_be_read_the_instrument_is_named(abc: str) -> None:
    unreadable = tune(abc, instrument="fiddle and flute", backing="band", times=2)
    assert players(unreadable) == players_and_times(unreadable) == "fiddle and flute"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"times": 1}, "fiddle and guitar"),
        ({"times": 2}, "fiddle and guitar, played twice"),
        ({"times": 3, "backing": "band"}, "fiddle, with guitar, bass and bodhrán, played three times"),
        ({"times": 4, "backing": "none"}, "fiddle, played four times"),
        ({"tempo": 300}, "fiddle and guitar, played twice"),
        ({"tempo": 60}, "fiddle and guitar"),
    ],
)
def test_more_than_once_is_said_in_words(options: dict[str, Any], words: str) -> None:
    assert players_and_times(tune(**options)) == words
