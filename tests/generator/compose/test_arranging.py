"""Tunes that exist, in another key or made easier."""

from __future__ import annotations

import pytest

from generator.compose.arranging import arrange
from generator.errors import BadRequest
from generator.notation.reading.reader import read_abc

TUNE = "X:1\nT:Old\nR:jig\nM:6/8\nL:1/8\nK:D\n|:A|dfd AFA|(3ddd d e2f|g/f/e2 f2d|ece d2:|\n"


def pitches(abc: str) -> list[int]:
    return [note.pitches[0].midi for bar in read_abc(abc).bars for note in bar.notes]


def test_a_tune_stays_as_it_is_without_key_and_simplifying() -> None:
    assert arrange("no ABC at all", instrument="fiddle") == "no ABC at all"


def test_every_note_moves_by_as_much() -> None:
    moved = arrange(TUNE, instrument="fiddle", key="E")
    assert [pitch + 2 for pitch in pitches(TUNE)] == pitches(moved)
    assert read_abc(moved).key.name == "E major"
    assert (read_abc(moved).title, read_abc(moved).rhythm) == ("Old", "jig")


def test_the_octave_is_one_that_the_instrument_has() -> None:
    assert min(pitches(arrange(TUNE, instrument="whistle", key="A"))) >= 62


def test_an_easier_tune_has_no_tuplets() -> None:
    easier = read_abc(arrange(TUNE, instrument="fiddle", easier=True))
    assert not any(note.tuplet for bar in easier.bars for note in bar.notes)


@pytest.mark.parametrize("key", ["H", "G##", "Cb", ""])
def test_an_impossible_key_is_refused(key: str) -> None:
    dorian = TUNE.replace("K:D", "K:Ddor")
    with pytest.raises(BadRequest, match="key"):
        arrange(dorian, instrument="fiddle", key=key)


def test_a_range_that_the_instrument_does_not_have_is_refused() -> None:
    wide = TUNE.replace("dfd", "D,f''d")
    with pytest.raises(BadRequest, match="it cannot play this tune in G"):
        arrange(wide, instrument="whistle", key="G")
