"""What can be said of how a tune is played."""

from __future__ import annotations

from typing import Any

import pytest

from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS
from generator.playing import HEARD, TEMPOS, TIMES, Playing
from generator.request import PLAYING, ComposeRequest


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("instrument", "kazoo", "fiddle, flute"), ("instrument", "flute and fiddle", "fiddle and flute"),
        ("instrument", None, "fiddle, flute"), ("backing", "usual", "none, guitar"),
        ("backing", 5, "none, guitar"), ("tempo", TEMPOS[0] - 1, "30 to 300"), ("tempo", True, "30 to 300"),
        ("tempo", 100.0, "30 to 300"), ("times", TIMES[1] + 1, "1 to 4"), ("times", 0, "1 to 4"),
        ("heard", "drums", "all, melody, backing"), ("plain", "yes", "true or false"),
        ("chords", 1, "true or false"), ("tab", "flute", "whistle D, mandolin"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_what_is_allowed(option: str, value: Any, allowed: str) -> None:
    with pytest.raises(BadRequest, match=allowed) as caught:
        Playing(**{option: value})
    assert caught.value.option == option


def test_a_plain_tune_has_no_backing_to_hear() -> None:
    with pytest.raises(BadRequest, match="has no backing"):
        Playing(plain=True, heard="backing")
    with pytest.raises(
        BadRequest, match=r"^backing: band is not possible; played plainly, a tune has no backing"
    ):
        Playing(plain=True, backing="band")
    assert Playing(plain=True, backing="none").plain


def test_what_is_offered_is_accepted() -> None:
    for instrument in INSTRUMENTS:
        for backing in (None, *BACKINGS):
            for heard in HEARD:
                Playing(instrument=instrument, backing=backing, heard=heard)


def test_a_request_says_how_its_tune_is_played() -> None:
    options: dict[str, Any] = {
        "instrument": "harp", "tempo": 90, "backing": "piano", "times": 2, "plain": False, "heard": "melody",
        "chords": False, "tab": "mandolin", "paper": "letter", "book": "Jigs", "one_a_page": True,
    }  # fmt: skip
    assert set(options) == set(PLAYING)
    assert ComposeRequest(**options, seed=7).playing == Playing(**options, seed=7)
    assert ComposeRequest().playing == Playing()
