"""Syllables, hyphens and the lines of those that are held."""

from __future__ import annotations

import pytest

from generator.render.musicxml.lyrics import LONGEST_SYLLABLE, lyrics
from tests.generator.render.constructs import sung
from tests.generator.render.tunes import tune


def first_verse(*syllables: str) -> list[str]:
    """What stands at each note: the text, how it belongs to its word, and the line after it."""
    words = " ".join(["D4:1/8"] * len(syllables))
    (found,) = lyrics(tune(sung(words, *((one,) for one in syllables))))
    return [
        "/".join((one.text, one.syllabic, one.extend)) if one else ""
        for one in (at[0] if at else None for at in found)
    ]


@pytest.mark.parametrize(
    ("syllables", "shown"),
    [
        (("a", "b"), ["a/single/", "b/single/"]),
        (("won-", "der-", "ful"), ["won/begin/", "der/middle/", "ful/end/"]),
        (("long", "_", "_", "b"), ["long/single/start", "//continue", "//stop", "b/single/"]),
        (("a-", "_", "men"), ["a/begin/", "", "men/end/"]),
        (("a", "", "_"), ["a/single/", "", ""]),
        (("_", "a"), ["", "a/single/"]),
        (("\x00", "_"), ["", ""]),
    ],
)
def test_syllables(syllables: tuple[str, ...], shown: list[str]) -> None:
    assert first_verse(*syllables) == shown


def test_a_tune_without_words_has_no_lyrics() -> None:
    assert lyrics(tune("D4 E4", "D4")) == [[[], []], [[]]]


def test_each_verse_has_its_number() -> None:
    (found,) = lyrics(tune(sung("D4 E4", ("a", "", "c"), ("", "b"))))
    assert [[one.verse for one in at] for at in found] == [[1, 3], [2]]


def test_a_syllable_of_any_length_is_cut() -> None:
    assert len(first_verse("x" * 1000)[0].split("/")[0]) == LONGEST_SYLLABLE
