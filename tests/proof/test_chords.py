"""The measure of the harmony is checked with tunes whose figures are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.arrangement.chords import Chord
from generator.arrangement.harmony import harmonise, with_symbols
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_abc
from tests.proof.chords import compare, compare_files, rest, triad_of

HEAD = "X:1\nT:One\nM:6/8\nL:1/8\nK:D\n"
JIG = "A|:dfa agf|gbg faf|edc Bgf|1edc d2:|2edc d3|]"


def chorded(body: str) -> Melody:
    return read_abc(HEAD + body)


def test_a_tune_agrees_with_itself() -> None:
    melody = chorded(JIG)
    sums = compare(with_symbols(melody, harmonise(melody)))
    assert sums["agreement"] == sums["time"] > 0
    assert sums["changes"] == sums["on_strong_beats"] > 0
    assert sums["parts"] == sums["ending_on_tonic"] == 2


def test_time_counts_and_what_comes_before_the_first_symbol_does_not() -> None:
    sums = compare(chorded('A|d6|"D"d3 "G"d3|"D7/A"d6|"F#m"d6|]'))
    assert sums["tonic_always"] / sums["time"] == 1.5 / 3


def test_an_ending_follows_the_bar_before_the_first_ending() -> None:
    assert (
        compare(chorded('|:"D"d6|1"G"d6:|2d6|]'))["tonic_always"] * 3
        == 2 * compare(chorded('|:"D"d6|1"G"d6:|2d6|]'))["time"]
    )


def test_a_template_hears_the_subdominant() -> None:
    sums = compare(chorded('"D"dfa "G"gbd\'|"A"ace "D"d3|]'))
    assert sums["I-IV-V"] == sums["time"]


@pytest.mark.parametrize(
    ("body", "contradicted"),
    [
        ('"G"GBd gdB|', False),
        ('"G"^GBd gdB|', True),
        ('"G"GBd ^gdB|', True),  # on a strong beat
        ('"G"GBd g^g/d/B|', False),  # passes by
        ('"G"GBd "E"^gdB|', False),
        ('"G"=F3 D3|', False),  # the letter of neither root nor third
        ('"Em"E3 ^G3|', True),
        ('|:"G"d6|1"E"e6:|2^G6|]', True),
    ],
)
def test_a_note_contradicts_a_chord_that_has_its_letter(body: str, contradicted: bool) -> None:
    assert compare(chorded(body))["contradicted_by_people"] == contradicted


@pytest.mark.parametrize(
    ("chord", "said"),
    [("D", "ending_on_tonic"), ("A7", "half_cadence"), ("F#m", "restless"), ("C", "restless")],
)
def test_how_a_part_ends(chord: str, said: str) -> None:
    assert rest(Chord.parse(chord), chorded(JIG).key) == said


def test_sevenths_and_basses_do_not_count() -> None:
    assert {triad_of(chord) for chord in (Chord("A"), Chord("A", "7"), Chord("A", "", "C#"))} == {(9, 1, 4)}


def test_files_are_summed_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "some.abc"
    melody = chorded(JIG)
    abc = write_abc(with_symbols(melody, harmonise(melody)), title="One", chords=True)
    file.write_text(f"{abc}\nX:2\nK:D\n;\n")
    figures, refused = compare_files([file, file])
    assert figures.startswith("tunes=2 refused=2 agreement=100.0% ")
    assert refused[0].startswith("some.abc: ABC line 10, column 1")
