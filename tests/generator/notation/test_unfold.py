"""A tune as it sounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from generator.notation.form import sections
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import played_bars, played_duration, unfold
from tests.generator.notation.strategies import examples, melodies


def read(body: str) -> Melody:
    return read_abc(f"M:4/4\nL:1/4\nK:C\n{body}")


def sounds(body: str) -> str:
    """The letters in the order in which they sound."""
    names = {60: "C", 62: "D", 64: "E", 65: "F", 67: "G", 69: "A", 71: "B"}
    return "".join(names[one.pitches[0]] for one in unfold(read(body)))


@given(melodies())
@examples(30)
def test_every_part_is_played_as_often_as_it_says(melody: Melody) -> None:
    expected = [bar.notes for part in sections(melody) for run in part.passes() for bar in run]
    assert [bar.notes for bar in played_bars(melody)] == expected


@given(melodies())
@examples(30)
def test_nothing_overlaps_and_nothing_is_lost(melody: Melody) -> None:
    soundings = unfold(melody)
    notes = [note for bar in played_bars(melody) for note in bar.notes]
    assert sum(one.duration for one in soundings) == sum(note.duration for note in notes if note.pitches)
    assert played_duration(melody) == sum(note.duration for note in notes)
    end = Fraction(0)
    for one in soundings:
        assert one.onset >= end
        end = one.onset + one.duration
    assert end <= played_duration(melody)


@pytest.mark.parametrize(
    ("body", "letters"),
    [
        ("C|D|]", "CD"),
        ("C|D:|", "CDCD"),
        ("|:C|D:|E|]", "CDCDE"),
        ("C|D:|E|F:|", "CDCDEFEF"),
        ("C|D::E|F:|", "CDCDEFEF"),
        ("C|D:||:E|F:|", "CDCDEFEF"),
        ("C|D||E|F:|", "CDEFEF"),  # back to the double bar (ABC 2.1, 4.8)
        ("C|D||E|F|]", "CDEF"),
        ("|:C|1D:|2E|]", "CDCE"),
        ("|:C|[1D:|[2E||F|]", "CDCEF"),
        ("|:C|1D:|2E:|F|]", "CDCEF"),
        ("|:C|1D:|2E:|3F|]", "CDCECF"),
        ("|:C|1,3D:|2E:|F|]", "CDCECDF"),
        ("|:C|1-2D:|3E|]", "CDCDCE"),
        ("|:C D [1E F:|[2G A|]", "CDEFCDGA"),
    ],
)
def test_repeats_and_endings_are_followed(body: str, letters: str) -> None:
    assert sounds(body) == letters


@pytest.mark.parametrize(
    ("body", "durations"),
    [
        ("C-C", ["1/2"]),
        ("C-|C", ["1/2"]),
        ("C-C-C D", ["3/4", "1/4"]),
        ("C-D", ["1/4", "1/4"]),
        ("C-z C", ["1/4", "1/4"]),
        ("[CE]-[CE]", ["1/2"]),
        ("[CE]-[CG]", ["1/2", "1/4", "1/4"]),
        ("^C-|C C", ["1/2", "1/4"]),
        ("(3CDE", ["1/6", "1/6", "1/6"]),
        ("(3C-CE", ["1/3", "1/6"]),
        ("C>D", ["3/8", "1/8"]),
        ("C<<D", ["1/16", "7/16"]),
        ("C>>>D", ["15/32", "1/32"]),
    ],
)
def test_a_note_sounds_for(body: str, durations: list[str]) -> None:
    assert [one.duration for one in unfold(read(body))] == list(map(Fraction, durations))


def test_a_tie_leads_into_both_endings() -> None:
    durations = [one.duration for one in unfold(read("|:C|D-|1D:|2D|]"))]
    assert durations == [Fraction(1, 4), Fraction(1, 2)] * 2


def test_a_unison_is_one_sound() -> None:
    assert unfold(read("[CC]"))[0].pitches == (60,)


def test_a_rest_is_a_gap() -> None:
    assert [one.onset for one in unfold(read("C z C Z C"))] == [0, Fraction(1, 2), Fraction(7, 4)]
