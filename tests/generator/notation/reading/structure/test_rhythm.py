"""Ties, broken rhythms, tuplets and rests: how long notes sound."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.unfold import played_duration, unfold


def heard(body: str) -> str:
    """MIDI pitch and length in eighths of everything that sounds, "60:1 62:2"."""
    melody = read_abc(f"M:4/4\nL:1/8\nK:C\n{body}")
    return " ".join(f"{'+'.join(map(str, one.pitches))}:{8 * one.duration}" for one in unfold(melody))


@pytest.mark.parametrize(
    ("body", "sounds"),
    [
        # ties (ABC 2.1, 4.11): the pitches that both have are held
        ("[CE]-[CG]", "60:2 64:1 67:1"),
        ("[CE]-C", "60:2 64:1"),
        ("C-[CE]", "60:2 64:1"),
        ("[CE]-[CE]", "60+64:2"),
        ("[C-E][CG]", "60:2 64:1 67:1"),
        ("[C-E-][CE]", "60+64:2"),
        ("C-D", "60:1 62:1"),
        ("C-|C", "60:2"),
        ("C-|z C", "60:1 60:1"),
        ("|:C D-:|", "60:1 62:1 60:1 62:1"),
        ("|:C D C-:|", "60:1 62:1 60:2 62:1 60:1"),
        ("|:CD-|1D:|2D E|]", "60:1 62:2 60:1 62:2 64:1"),
        ("|:C^F-|1F:|2F E|]", "60:1 66:2 60:1 66:2 64:1"),
        # broken rhythms (4.4)
        ("C>D", "60:3/2 62:1/2"),
        ("C > D", "60:3/2 62:1/2"),
        ("C>|D", "60:3/2 62:1/2"),
        ("C>[DF]", "60:3/2 62+65:1/2"),
        ("[DF]<C", "62+65:1/2 60:3/2"),
        ("C>z D", "60:3/2 62:1"),
        ("z>D", "62:1/2"),
        ("C>{d}D", "60:3/2 62:1/2"),
        ("C>D/", "60:3/2 62:1/2"),
        ("C2>D", "60:3 62:1"),  # the second is typed as it is meant
        ("(3C>DE", "60:1 62:1/3 64:2/3"),
        # tuplets (4.13)
        ("(3CzE", "60:2/3 64:2/3"),
        ("(3[CE]DE", "60+64:2/3 62:2/3 64:2/3"),
        ("(3CD|E F", "60:2/3 62:2/3 64:2/3 65:1"),
        ("(3:2:2C2D", "60:4/3 62:2/3"),
        ("(3:2:4CDEF", "60:2/3 62:2/3 64:2/3 65:2/3"),
        ("(3 CDE", "60:2/3 62:2/3 64:2/3"),
        ("((3CDE)", "60:2/3 62:2/3 64:2/3"),
    ],
)
def test_notes_sound(body: str, sounds: str) -> None:
    assert heard(body) == sounds


@pytest.mark.parametrize("body", ["G>(3ABc", "(3ABc>G", "G3>A", "G>A2", "G<(2AB", "A>B>c"])
def test_a_rhythm_that_means_nothing_is_not_broken(body: str) -> None:
    """ABC 2.1, 4.4 leaves it open; as written, the bar adds up."""
    reading = read_tune(f"M:4/4\nL:1/8\nK:C\n{body}")
    assert played_duration(reading.melody) in (Fraction(3, 8), Fraction(4, 8))
    assert ["unequal" in notice.text for notice in reading.notices] == [True]


def test_a_tie_of_some_notes_of_a_chord_is_said_to_be_lost() -> None:
    reading = read_tune("K:C\n[C-E][CE]|]")
    assert len(unfold(reading.melody)) == 2
    assert ["tie" in notice.text for notice in reading.notices] == [True]


@pytest.mark.parametrize(
    ("head", "body", "bars"),
    [
        ("M:4/4", "Z4|C8|", ["1"] * 5),
        ("M:3/4", "X2|C6|", ["3/4"] * 3),
        ("M:4/4", "Cy3D$E\\\nF||||G|", ["1/2", "1/8"]),
    ],
)
def test_bars_last(head: str, body: str, bars: list[str]) -> None:
    melody = read_abc(f"{head}\nL:1/8\nK:C\n{body}")
    assert [bar.duration for bar in melody.bars] == list(map(Fraction, bars))
